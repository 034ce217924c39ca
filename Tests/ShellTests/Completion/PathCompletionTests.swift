import ArrLibrary
import Glibc
import Testing

@testable import Shell

@Suite("Completion of paths")
struct PathCompletionTests {
  @Test("files and folders inside path strings, quoted as the string needs")
  func paths() {
    let tree = FileTree(["model/config.json", "my notes.txt", "say \"hi\".arr", ".hidden", "other.arr"])
    let session = CompletionSession()
    let root = tree.path
    #expect(session.shown("load(\"\(root)/|") == ["model/", "my notes.txt", "other.arr", "say \"hi\".arr"])
    #expect(session.accepted("load_model(\"\(root)/mod|") == "load_model(\"\(root)/model/")
    #expect(session.accepted("load_model(\"\(root)/model/|") == "load_model(\"\(root)/model/config.json\"")
    #expect(session.accepted("load_model(path_or_name=\"\(root)/mod|") == "load_model(path_or_name=\"\(root)/model/")
    #expect(session.accepted("load_config('\(root)/model/|") == "load_config('\(root)/model/config.json'")
    #expect(session.accepted("read_text(path='\(root)/my|') + 1") == "read_text(path='\(root)/my notes.txt")
    #expect(session.accepted("save(1, \"\(root)/say|") == "save(1, \"\(root)/say \\\"hi\\\".arr\"")
    #expect(session.accepted("save(1, '\(root)/say|") == "save(1, '\(root)/say \"hi\".arr'")
    #expect(session.shown("import \"\(root)/|") == ["model/", "other.arr", "say \"hi\".arr"])
    #expect(session.shown("load(\"\(root)/.|") == [".hidden"])
    #expect(session.shown("load(\"\(root)/none/|").isEmpty)
    #expect(session.shown("print(\"\(root)/|").isEmpty)
    #expect(session.complete("load(\"\(root)/m|").candidates.map(\.kind) == [.folder, .file])
  }

  @Test("paths of commands and of the system's")
  func commandPaths() {
    let tree = FileTree(["a b.arr", "ab.txt", "it's.txt"])
    let session = CompletionSession()
    #expect(session.accepted(":load \(tree.path)/a|") == ":load \(tree.path)/a b.arr")
    #expect(session.accepted("!cat \(tree.path)/a\\ |") == "!cat \(tree.path)/a\\ b.arr")
    #expect(session.accepted("!cat '\(tree.path)/ab|") == "!cat '\(tree.path)/ab.txt'")
    #expect(session.accepted("!cat \(tree.path)/it|") == "!cat \(tree.path)/it\\'s.txt")
    #expect(session.accepted("!ls; cat \(tree.path)/ab|") == "!ls; cat \(tree.path)/ab.txt")
    #expect(session.shown("!prin|").contains("printenv"))
  }

  @Test("~ is the home folder and stays as it was typed")
  func home() {
    #expect(CompletionSession().accepted("load(\"~|") == "load(\"~/")
    guard let home = getenv("HOME").map({ String(cString: $0) }), PathCompletion.entries(for: home + "/").isEmpty == false else { return }
    let entries = PathCompletion.entries(for: "~/")
    #expect(entries.map(\.name) == PathCompletion.entries(for: home + "/").map(\.name))
    #expect(entries.allSatisfy { $0.path.hasPrefix("~/") })
  }
}

/// Files in a folder of their own, removed with the value's last use.
final class FileTree {
  let path: String
  private let files: [String]

  init(_ files: [String]) {
    var template = Array("/tmp/arr-tree-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    self.files = files
    for file in files {
      if let slash = file.lastIndex(of: "/") { mkdir(path + "/" + file[..<slash], 0o700) }
      close(open(path + "/" + file, O_WRONLY | O_CREAT, 0o600))
    }
  }

  deinit {
    for file in files { unlink(path + "/" + file) }
    for file in files { if let slash = file.lastIndex(of: "/") { rmdir(path + "/" + file[..<slash]) } }
    rmdir(path)
  }
}
