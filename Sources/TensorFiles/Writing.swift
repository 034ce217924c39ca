import FileWriting
import Glibc
import Tensors

/// Writes a file of tensors; the body gets the writer. The bytes are on the disk before the file is put in place.
///
/// - Throws: `TensorFileError` when it cannot be written, `InterruptedError`; the old file stays as it was.
func writeTensorFile(_ path: String, _ body: (FileWriter) throws -> Void) throws {
  try Meter.requireRun()
  do {
    let writer = try FileWriter(path, durable: true, check: Interruption.check)
    try body(writer)
    try writer.finish()
  } catch let error as FileWritingError {
    if error.code == EISDIR { throw TensorFileError(path, "is a folder") }
    var failure = MappedFile.failure(path, "cannot be written", error.code)
    if error.code == ENOSPC || error.code == EDQUOT { failure.help = ["the disk is full; nothing was left behind"] }
    throw failure
  }
}

extension FileWriter {
  /// The elements of a tensor in row-major order.
  func write(_ tensor: Tensor) throws {
    if tensor.count == 0 { return }
    let dense = try tensor.contiguous()
    try withExtendedLifetime(dense) { try write(UnsafeRawBufferPointer(start: dense.address, count: dense.byteCount)) }
  }
}
