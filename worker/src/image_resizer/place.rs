//! Where an object lies.

use std::fmt;

/// The longest key that S3 takes, in bytes of UTF-8.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>
const LONGEST_KEY: usize = 1024;

/// A bucket and a key in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The bucket's name.
    pub bucket: String,
    /// The object's key, not encoded.
    pub key: String,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A key may hold anything, and a log has lines.
        write!(formatter, "s3://{}/{}", self.bucket, self.key.escape_debug())
    }
}

/// Where thumbnails go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The bucket's name.
    pub bucket: String,
    /// What their keys begin with: empty, or a path that ends in a slash.
    prefix: String,
}

/// Why an object's thumbnail has no place in the destination.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPlace {
    /// The thumbnail would replace the image that it is made of.
    #[error(
        "its thumbnail would replace it: set PIPELINE_S3_DEST_PREFIX, or another PIPELINE_S3_DEST_BUCKET"
    )]
    Itself,
    /// Prefix and key together are longer than S3 takes.
    #[error("its thumbnail's key would have {0} bytes, and S3 takes {LONGEST_KEY} at most")]
    TooLong(usize),
}

impl Destination {
    /// Thumbnails go to this bucket, under this prefix; none if it is empty. A slash follows it in any case.
    pub fn new(bucket: &str, prefix: &str) -> Self {
        let mut prefix = prefix.to_owned();
        if !prefix.is_empty() && !prefix.ends_with('/') {
            prefix.push('/');
        }
        Self {
            bucket: bucket.to_owned(),
            prefix,
        }
    }

    /// Where the thumbnail of this object goes: always the same place, so that a second one replaces the first.
    ///
    /// # Errors
    /// S3 takes no such key, or it is the object's own.
    pub fn of(&self, source: &Place) -> Result<Place, NoPlace> {
        let place = Place {
            bucket: self.bucket.clone(),
            key: format!("{}{}", self.prefix, source.key),
        };
        if place == *source {
            Err(NoPlace::Itself)
        } else if place.key.len() > LONGEST_KEY {
            Err(NoPlace::TooLong(place.key.len()))
        } else {
            Ok(place)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(bucket: &str, key: &str) -> Place {
        Place {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
        }
    }

    #[test]
    fn the_thumbnail_lies_under_the_prefix_by_the_objects_key() {
        let source = place("photos", "ecsproc/a b.jpg");
        for (prefix, key) in [
            ("", "ecsproc/a b.jpg"),
            ("resized", "resized/ecsproc/a b.jpg"),
            ("resized/", "resized/ecsproc/a b.jpg"),
            ("a/b", "a/b/ecsproc/a b.jpg"),
        ] {
            let found = Destination::new("thumbnails", prefix).of(&source);
            assert_eq!(found, Ok(place("thumbnails", key)));
        }
    }

    #[test]
    fn no_image_is_replaced_by_its_thumbnail() {
        let source = place("photos", "a.jpg");
        assert_eq!(Destination::new("photos", "").of(&source), Err(NoPlace::Itself));
        assert!(Destination::new("photos", "small").of(&source).is_ok());
    }

    #[test]
    fn a_key_longer_than_s3_takes_is_refused_here() {
        let destination = Destination::new("thumbnails", "resized");
        let fits = place("photos", &"ü".repeat(508));
        assert_eq!(destination.of(&fits).map(|place| place.key.len()), Ok(1024));
        let long = place("photos", &format!("{}x", fits.key));
        assert_eq!(destination.of(&long), Err(NoPlace::TooLong(1025)));
    }

    #[test]
    fn a_place_is_one_line_in_a_log() {
        assert_eq!(
            place("photos", "a\nb ü.jpg").to_string(),
            "s3://photos/a\\nb ü.jpg"
        );
    }
}
