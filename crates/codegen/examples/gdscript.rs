//! Prints the GDScript for a schema: `cargo run -p codegen --example gdscript -- FOLDER FILE.proto`.

use std::{
    env,
    error::Error,
    io::{self, Write},
};

use buffa::Message;
use buffa_descriptor::generated::descriptor::FileDescriptorSet;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, file] = arguments.as_slice() else {
        return Err("two arguments are needed: the folder of the schema and its file".into());
    };
    let mut compiler = protox::Compiler::new([folder])?;
    compiler.include_source_info(true).include_imports(true).open_file(file)?;
    let set = FileDescriptorSet::decode_from_slice(&compiler.encode_file_descriptor_set())?;
    io::stdout().write_all(codegen::gdscript::generate(&set.file)?.as_bytes())?;
    Ok(())
}
