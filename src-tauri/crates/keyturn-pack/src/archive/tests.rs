//! Folders and zip files, good and hostile.

use proptest::prelude::*;

use super::*;

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("a time")
}

fn file(name: &str, bytes: &[u8]) -> File {
    File { name: name.to_owned(), bytes: bytes.to_vec() }
}

/// A zip file with names that the writer here would refuse, each as long as the placeholder that it replaces.
fn zip_with_names(renames: &[(&str, &str)], files: &[File]) -> Vec<u8> {
    let mut bytes = zip(files, at()).expect("a zip");
    for (from, to) in renames {
        assert_eq!(from.len(), to.len());
        while let Some(found) = bytes.windows(from.len()).position(|window| window == from.as_bytes()) {
            bytes[found..found + from.len()].copy_from_slice(to.as_bytes());
        }
    }
    bytes
}

#[test]
fn what_is_written_is_read() {
    let files = [file("a.csv", b"a,b\n"), file("review.json", &[7; 10_000])];
    assert_eq!(read_zip(&zip(&files, at()).expect("a zip")).expect("readable"), files);
    let folder = tempfile::tempdir().expect("a folder");
    let (pack, packed) = (folder.path().join("pack"), folder.path().join("pack.zip"));
    write_folder(&pack, &files).expect("written");
    write_file(&packed, &zip(&files, at()).expect("a zip")).expect("written");
    assert_eq!(read(&pack).expect("readable"), files);
    assert_eq!(read(&packed).expect("readable"), files);
    assert!(matches!(write_folder(&pack, &files), Err(ArchiveFault::Exists(_))));
    assert!(matches!(write_file(&packed, b"x"), Err(ArchiveFault::Exists(_))));
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 2, "no half-written file stays");
    std::fs::create_dir(pack.join("folder")).expect("a folder");
    assert!(matches!(read(&pack), Err(ArchiveFault::NotAFile(name)) if name == "folder"));
}

#[test]
fn a_zip_that_readers_would_read_differently_is_refused() {
    let check = |renames: &[(&str, &str)], expected: &str| {
        let files = [file("aaaaaaaa.txt", b"one"), file("bbbbbbbb.txt", b"two")];
        let fault = read_zip(&zip_with_names(renames, &files)).expect_err(expected).to_string();
        assert!(fault.contains(expected), "{renames:?}: {fault}");
    };
    check(&[("aaaaaaaa.txt", "../../aa.txt")], "not a plain file name");
    check(&[("aaaaaaaa.txt", "/etc/aaa.txt")], "not a plain file name");
    check(&[("aaaaaaaa.txt", "C:\\aaaaa.txt")], "not a plain file name");
    check(&[("aaaaaaaa.txt", "sub/aaaa.txt")], "not a plain file name");
    check(&[("aaaaaaaa.txt", "aaaaaaaatxt/")], "not a plain file name");
    check(&[("aaaaaaaa.txt", "bbbbbbbb.txt")], "two entries with the name");
    check(&[("aaaaaaaa.txt", "BBBBBBBB.txt")], "two entries with the name");
    let whole = zip(&[file("a.txt", b"one")], at()).expect("a zip");
    let before = [b"#!".as_slice(), &whole].concat();
    assert!(matches!(read_zip(&before), Err(ArchiveFault::NotAZip(_))));
    let behind = [whole.as_slice(), b"more"].concat();
    assert!(matches!(read_zip(&behind), Err(ArchiveFault::NotAZip(_))));
    for length in 0..whole.len() {
        assert!(read_zip(&whole[..length]).is_err(), "cut after {length} bytes");
    }
    let many: Vec<File> = (0..=FILES).map(|number| file(&format!("{number}.txt"), b"")).collect();
    assert!(matches!(read_zip(&zip(&many, at()).expect("a zip")), Err(ArchiveFault::TooLarge(_))));
}

#[test]
fn more_bytes_than_allowed_are_not_read() {
    let mut left = 10;
    assert_eq!(read_at_most([1; 8].as_slice(), &mut left).expect("read"), Some(vec![1; 8]));
    assert_eq!(read_at_most([1; 3].as_slice(), &mut left).expect("read"), None, "two were left");
    assert_eq!(read_at_most(std::io::repeat(0), &mut left).expect("read"), None, "however many there are");
}

#[test]
fn a_changed_byte_of_a_zip_is_refused_or_changes_no_file() {
    let files = [file("a.txt", b"one two three"), file("b.txt", &[9; 300])];
    let whole = zip(&files, at()).expect("a zip");
    for position in 0..whole.len() {
        for bit in [0, 3, 7] {
            let mut changed = whole.clone();
            changed[position] ^= 1 << bit;
            if let Ok(read) = read_zip(&changed) {
                // A name or a byte that changed is found by the manifest; here nothing may be lost silently.
                assert_eq!(read.len(), files.len(), "byte {position}");
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(middle in proptest::collection::vec(any::<u8>(), 0..200), offset in any::<[u8; 4]>()) {
        drop(read_zip(&middle));
        // The same between a plausible beginning and a plausible end.
        let end = [b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(), &offset, &[0; 6]].concat();
        drop(read_zip(&[b"PK\x03\x04".as_slice(), &middle, &end].concat()));
    }
}
