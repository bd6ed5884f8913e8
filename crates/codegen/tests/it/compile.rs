//! Small schemas, compiled.

use buffa::Message;
use buffa_descriptor::generated::descriptor::FileDescriptorSet;
use protox::{
    Compiler,
    file::{File, FileResolver},
};

struct OneFile(String);

impl FileResolver for OneFile {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        File::from_source(name, &self.0)
    }
}

pub(crate) fn compile(schema: &str) -> FileDescriptorSet {
    let mut compiler = Compiler::with_file_resolver(OneFile(schema.to_owned()));
    compiler.include_source_info(true).open_file("test.proto").unwrap();
    FileDescriptorSet::decode_from_slice(&compiler.encode_file_descriptor_set()).unwrap()
}
