// Import before a handler: the logger then writes with the global console, which a test can listen to.
process.env.POWERTOOLS_DEV = 'true';
