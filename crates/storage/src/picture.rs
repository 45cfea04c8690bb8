//! Small pictures of images: decoded within limits, turned the way people see them, and encoded anew,
//! so that nothing of the file but its pixels is in them.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use skybot_domain::attachment::{Dimensions, MediaType, THUMBNAIL};
use skybot_domain::ports::Picture;

/// An image with more pixels is not decoded.
const MOST_PIXELS: u64 = 50_000_000;
/// What decoding may take, in bytes.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
const QUALITY: u8 = 82;

/// The format of images of this type, if pictures can be made of them.
pub(crate) fn format(media_type: &MediaType) -> Option<ImageFormat> {
    match media_type.as_str() {
        "image/png" => Some(ImageFormat::Png),
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/gif" => Some(ImageFormat::Gif),
        "image/webp" => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// Makes one; `None` if the file is broken or asks for too much. Takes as long as it takes: not on a
/// thread that others wait for.
pub(crate) fn make(bytes: &[u8]) -> Option<Picture> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().ok()?;
    // From the head alone: nothing of the pixels was looked at so far.
    let (across, down) = decoder.dimensions();
    if u64::from(across) * u64::from(down) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return None;
    }
    decoder.set_limits(limits).ok()?;
    let orientation = decoder.orientation().ok();
    let image = DynamicImage::from_decoder(decoder).ok()?;
    let mut small = if across > THUMBNAIL || down > THUMBNAIL { image.thumbnail(THUMBNAIL, THUMBNAIL) } else { image };
    let before = (small.width(), small.height());
    if let Some(orientation) = orientation {
        small.apply_orientation(orientation);
    }
    // A square looks the same either way.
    let turned = before != (small.width(), small.height());
    let (width, height) = if turned { (down, across) } else { (across, down) };
    Some(Picture { dimensions: Dimensions { width, height }, thumbnail: encode(&small)? })
}

fn encode(small: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    if small.color().has_alpha() {
        DynamicImage::ImageRgba8(small.to_rgba8()).write_to(&mut bytes, ImageFormat::Png).ok()?;
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        DynamicImage::ImageRgb8(small.to_rgb8()).write_with_encoder(encoder).ok()?;
    }
    Some(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
    use skybot_domain::attachment::Dimensions;

    use super::make;

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn photo(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
            if x < width / 2 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) }
        }))
    }

    /// A JPEG whose Exif says how it is to be turned.
    fn turned(image: &DynamicImage, orientation: u8) -> Vec<u8> {
        let plain = encoded(image, ImageFormat::Jpeg);
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        let mut bytes = plain[..2].to_vec();
        bytes.extend([0xff, 0xe1]);
        bytes.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        bytes.extend(&exif);
        bytes.extend(&plain[2..]);
        bytes
    }

    #[test]
    fn pictures_are_small_and_keep_their_shape() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let picture = make(&encoded(&photo(2_000, 1_000), format)).unwrap();
            assert_eq!(picture.dimensions, Dimensions { width: 2_000, height: 1_000 }, "{format:?}");
            let small = image::load_from_memory(&picture.thumbnail).unwrap();
            assert_eq!((small.width(), small.height()), (512, 256), "{format:?}");
        }
        let tiny = make(&encoded(&photo(10, 4), ImageFormat::Png)).unwrap();
        let small = image::load_from_memory(&tiny.thumbnail).unwrap();
        assert_eq!((small.width(), small.height()), (10, 4), "nothing is blown up");
    }

    #[test]
    fn what_can_be_seen_through_stays_so() {
        let glass = DynamicImage::ImageRgba8(RgbaImage::from_pixel(20, 20, Rgba([9, 9, 9, 100])));
        let picture = make(&encoded(&glass, ImageFormat::Png)).unwrap();
        assert_eq!(image::guess_format(&picture.thumbnail).unwrap(), ImageFormat::Png);
        let opaque = make(&encoded(&photo(20, 20), ImageFormat::Png)).unwrap();
        assert_eq!(image::guess_format(&opaque.thumbnail).unwrap(), ImageFormat::Jpeg);
    }

    #[test]
    fn pictures_are_turned_as_people_see_them_and_hold_nothing_else() {
        let picture = make(&turned(&photo(800, 400), 6)).unwrap();
        assert_eq!(picture.dimensions, Dimensions { width: 400, height: 800 });
        let small = image::load_from_memory(&picture.thumbnail).unwrap().to_rgb8();
        assert_eq!((small.width(), small.height()), (256, 512));
        // Left is up after a quarter turn to the right.
        assert!(small.get_pixel(128, 20).0[0] > 150 && small.get_pixel(128, 490).0[2] > 150);
        assert!(!picture.thumbnail.windows(4).any(|part| part == b"Exif"));
    }

    #[test]
    fn what_is_broken_or_asks_for_too_much_has_no_picture() {
        let png = encoded(&photo(600, 600), ImageFormat::Png);
        // 60,000 × 60,000 in the head, and nothing that could be so large behind it.
        let mut bomb = png.clone();
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let jpeg = encoded(&photo(600, 600), ImageFormat::Jpeg);
        for broken in
            [&bomb[..], &png[..40], &jpeg[..jpeg.len() / 8], b"\x89PNG\r\n\x1a\n", b"GIF89a", b"", b"RIFF\0\0\0\0WEBP"]
        {
            // A decoder may make something of half a file; it must not fail on it.
            if let Some(picture) = make(broken) {
                assert!(!picture.thumbnail.is_empty());
            }
        }
        assert!(make(&bomb).is_none());
        assert!(make(&png[..40]).is_none());
    }
}
