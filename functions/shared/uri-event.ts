/** What bucket-creation tells bucket-uri-insert. */
export interface UriEvent {
  userId: string;
  bucket: string;
  /** The sign-up that names the bucket, as its claim holds it. */
  signedUpAt: string;
}
