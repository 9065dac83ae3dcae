use std::path::{Path, PathBuf};

use super::*;

fn folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("switchboard-write-{}-{name}", process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_failure_on_the_way_leaves_the_old_file_and_nothing_else() {
    let folder = folder("failure");
    let (good, blocked) = (folder.join("good.rs"), folder.join("file/under-a-file.rs"));
    fs::write(&good, "old").unwrap();
    fs::write(folder.join("file"), "").unwrap();
    let mut staged = Staged { files: Vec::new() };
    staged.add(&good, b"new").unwrap();
    assert!(staged.add(&blocked, b"new").is_err());
    drop(staged);
    assert_eq!(fs::read_to_string(&good).unwrap(), "old");
    assert_eq!(names(&folder), ["file", "good.rs"]);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn when_one_file_cannot_take_its_place_the_others_are_put_back() {
    let folder = folder("together");
    let (changed, new, blocked) = (folder.join("changed.rs"), folder.join("new.rs"), folder.join("blocked.rs"));
    fs::write(&changed, "old").unwrap();
    let mut staged = Staged { files: Vec::new() };
    // The last one added is the first to be put into its place.
    for path in [&blocked, &changed, &new] {
        staged.add(path, b"new").unwrap();
    }
    fs::create_dir(&blocked).unwrap();
    fs::write(blocked.join("in the way"), "").unwrap();
    assert!(staged.commit().is_err());
    assert_eq!(fs::read_to_string(&changed).unwrap(), "old");
    assert_eq!(names(&folder), ["blocked.rs", "changed.rs"]);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_a_killed_run_has_left_is_removed() {
    let folder = folder("leftovers");
    let path = folder.join("a.rs");
    fs::write(folder.join(".a.rs.1.tmp"), "half").unwrap();
    fs::write(folder.join(".b.rs.1.tmp"), "another's").unwrap();
    let mut staged = Staged { files: Vec::new() };
    staged.add(&path, b"new").unwrap();
    staged.commit().unwrap();
    assert_eq!(names(&folder), [".b.rs.1.tmp", "a.rs"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn nothing_outside_the_workspace_is_compared_or_written() {
    for path in ["/etc/hosts", "../a.rs", "crates/../../a.rs"] {
        assert!(compare(vec![(path.to_owned(), String::new())]).is_err(), "{path}");
    }
}
