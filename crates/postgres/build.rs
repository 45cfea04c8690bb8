//! The migrations are embedded: a change to them must rebuild this crate.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
