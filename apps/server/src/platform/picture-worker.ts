/** Reads a picture from its input and writes a WebP without metadata to its output. Run by `pictures.ts`. */
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';

/** Screenshots of large screens stay readable; pixels on the longer side. */
const longestSide = 3_200;

sharp.concurrency(1);
sharp.cache(false);
const picture = await buffer(process.stdin);
const encoded = await sharp(picture, { limitInputPixels: Number(process.argv[2]), failOn: 'error' })
  .rotate()
  .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
  .webp({ quality: 85, effort: 2 })
  .toBuffer();
process.stdout.write(encoded);
