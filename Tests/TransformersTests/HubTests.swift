import Foundation
import Tensors
import TestSupport
import Testing

@testable import Transformers

@Suite(.serialized) struct HubTests {
  private let home = NSTemporaryDirectory() + "arr-hub-\(UUID().uuidString)"
  private let server: HubServer
  private let files: [String: [UInt8]]

  init() throws {
    let source = ModelFixtures.path("gpt2")
    files = [
      "config.json": try FileSystem.read(source + "/config.json"), "model.safetensors": try FileSystem.read(source + "/model.safetensors"),
      "tokenizer.json": Array("{}".utf8),
    ]
    server = try HubServer(files)
  }

  private func hub(_ variables: [String: String] = [:], endpoint: String? = nil) -> Hub {
    var all = ["HF_HOME": home, "HF_ENDPOINT": endpoint ?? server.endpoint + "/"]
    all.merge(variables) { $1 }
    var settings = HubSettings { all[$0] }
    settings.retryDelay = 0.01
    return Hub(settings)
  }

  private func fetch(_ name: String = "org/model", revision: String? = nil, need: Hub.Need = .model, from hub: Hub? = nil) throws -> String {
    try (hub ?? self.hub()).folder(of: try #require(HubRepository(name)), revision: revision, need: need)
  }

  private func failure(_ body: () throws -> String) -> ModelError {
    do { return ModelError("no error: \(try body())") } catch { return error as? ModelError ?? ModelError("another error: \(error)") }
  }

  private func finish() {
    server.stop()
    try? FileManager.default.removeItem(atPath: home)
  }

  private var blob: String { home + "/hub/models--org--model/blobs/" + HubServer.tag("model.safetensors", files["model.safetensors"] ?? []) }

  // MARK: What is asked for arrives

  @Test func aModelIsFetchedIntoTheCacheOfTheHubsOwnTools() throws {
    defer { finish() }
    var last: Hub.Progress?
    let folder = try hub().folder(of: try #require(HubRepository("org/model")), need: .model, progress: { last = $0 })
    let cache = home + "/hub/models--org--model"
    #expect(folder == cache + "/snapshots/" + HubServer.commit)
    #expect(try FileSystem.read(cache + "/refs/main") == Array(HubServer.commit.utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/model.safetensors") == "../../blobs/" + blob.split(separator: "/").last!)
    for (name, content) in files { #expect(try FileSystem.read(folder + "/" + name) == content) }
    #expect(FileSystem.exists(cache + "/.no_exist/\(HubServer.commit)/generation_config.json"))
    #expect(!FileSystem.exists(blob + ".incomplete"))
    #expect(last?.received == last?.total && last?.total == files.values.reduce(0) { $0 + $1.count })
    #expect(try TransformerModel.load(folder).configuration.family == "gpt2")
    let asked = server.requests.count
    #expect(try fetch() == folder)
    #expect(server.requests.count == asked, "what is in the cache is not asked for again")
  }

  @Test func revisionsAndRenamedModels() throws {
    defer { finish() }
    let folder = try fetch(revision: "refs/pr/1", need: .configuration)
    #expect(try FileSystem.read(home + "/hub/models--org--model/refs/refs/pr/1") == Array(HubServer.commit.utf8))
    #expect(!FileSystem.exists(folder + "/model.safetensors"))
    #expect(try fetch(revision: HubServer.commit).hasSuffix(HubServer.commit))
    #expect(try fetch("old-name").contains("models--old-name/snapshots/" + HubServer.commit))
    let unknown = failure { try fetch(revision: "nowhere") }
    #expect(unknown.message.contains("has no revision \"nowhere\""))
    #expect(failure { try fetch(revision: "../../etc") }.message.contains("cannot be a revision"))
  }

  @Test func shardsOfAnIndexAndPickledWeights() throws {
    server.stop()
    let index = Array(#"{"weight_map": {"a": "one.bin", "b": "two.bin"}}"#.utf8)
    let other = try HubServer(["config.json": Array("{}".utf8), "pytorch_model.bin.index.json": index, "one.bin": [1], "two.bin": [2, 2]])
    defer { other.stop(); finish() }
    var notes: [String] = []
    let folder = try hub(endpoint: other.endpoint).folder(of: try #require(HubRepository("org/model")), need: .model, note: { notes.append($0) })
    #expect(try FileSystem.read(folder + "/two.bin") == [2, 2])
    #expect(notes.count == 1 && notes[0].contains("pickles"))
  }

  // MARK: Broken connections

  @Test(arguments: [false, true]) func aDroppedConnectionGoesOn(ignoresRange: Bool) throws {
    defer { finish() }
    server.mischief.dropAfter = 20_000
    server.mischief.drops = ignoresRange ? 2 : 100
    server.mischief.ignoresRange = ignoresRange
    let folder = try fetch()
    #expect(try FileSystem.read(folder + "/model.safetensors") == files["model.safetensors"])
    let ranges = server.requests.filter { $0.path.hasPrefix("/cdn/") }.compactMap { $0.headers["range"] }
    #expect(ranges.first == "bytes=20000-")
  }

  @Test func whatCameIsKeptForTheNextTry() throws {
    defer { finish() }
    server.mischief.dropAfter = 0
    server.mischief.drops = 100
    try FileSystem.makeFolder(home + "/hub/models--org--model/blobs")
    let half = Array(try #require(files["model.safetensors"])[..<5000])
    try FileSystem.write(half, to: blob + ".incomplete")
    let broken = failure { try fetch() }
    #expect(broken.message.contains("model.safetensors could not be fetched"), "\(broken)")
    #expect(broken.help.joined().contains("goes on there"))
    #expect(try FileSystem.read(blob + ".incomplete") == half)
    server.mischief.drops = 0
    let folder = try fetch()
    #expect(try FileSystem.read(folder + "/model.safetensors") == files["model.safetensors"])
    #expect(server.requests.last { $0.path.hasPrefix("/cdn/") }?.headers["range"] == "bytes=5000-")
  }

  @Test func aBusyHubIsAskedAgain() throws {
    defer { finish() }
    server.mischief.busy = 2
    #expect(try fetch().hasSuffix(HubServer.commit))
  }

  @Test func ctrlCEndsADownload() throws {
    defer { finish() }
    server.mischief.isSlow = true
    let start = Date()
    let limit = start.addingTimeInterval(0.3)
    // Other tests compute at the same time.
    let (here, before) = (pthread_self(), Interruption.isRequested)
    Interruption.isRequested = { pthread_self() == here && Date() > limit || before() }
    defer { Interruption.isRequested = before }
    #expect(throws: InterruptedError.self) { try fetch() }
    #expect(Date().timeIntervalSince(start) < 1.5)
  }

  // MARK: What is not what it should be

  @Test func wrongDigestsAndSizesAreRefused() throws {
    defer { finish() }
    server.mischief.corrupts = true
    let wrong = failure { try fetch() }
    #expect(wrong.message.contains("digest is wrong"), "\(wrong)")
    #expect(!FileSystem.exists(blob) && !FileSystem.exists(blob + ".incomplete"))
    server.mischief = .init(sizeLie: -10)
    #expect(failure { try fetch() }.message.contains("longer than"))
    server.mischief = .init(sizeLie: 10)
    #expect(failure { try fetch() }.message.contains("could not be fetched"))
    server.mischief = .init(sizeLie: 1 << 60)
    #expect(failure { try fetch() }.message.contains("no room"))
    server.mischief = .init()
    try FileSystem.write([UInt8](repeating: 7, count: 5000), to: blob + ".incomplete")
    #expect(failure { try fetch() }.message.contains("digest is wrong"), "a foreign beginning is noticed")
    #expect(try FileSystem.read(try fetch() + "/model.safetensors") == files["model.safetensors"])
  }

  @Test func tokensGoToTheHubAlone() throws {
    defer { finish() }
    server.mischief.token = "hf_secret"
    let without = failure { try fetch() }
    #expect(without.message == "there is no public model \"org/model\" on the hub" && without.help.joined().contains("HF_TOKEN"))
    #expect(failure { try fetch(from: hub(["HF_TOKEN": "hf_wrong"])) }.message.contains("does not accept the token"))
    try FileSystem.makeFolder(home)
    try FileSystem.write(Array("hf_secret\n".utf8), to: home + "/token")
    _ = try fetch()
    let elsewhere = server.requests.filter { $0.path.hasPrefix("/cdn/") }
    #expect(!elsewhere.isEmpty && elsewhere.allSatisfy { $0.headers["authorization"] == nil })
    #expect(hub(["HF_TOKEN": "a\r\nHost: b"]).settings.token == nil)
  }

  @Test func errorsSayWhatToDo() throws {
    defer { finish() }
    #expect(failure { try fetch("org/unknown") }.message.contains("there is no public model \"org/unknown\""))
    server.mischief.isGated = true
    let gated = failure { try fetch() }
    #expect(gated.message.contains("does not let you read") && gated.help.joined().contains("/org/model"))
    server.stop()
    let offline = failure { try fetch(from: hub(["HF_HUB_OFFLINE": "1"])) }
    #expect(offline.message == "\"org/model\" is not in the cache" && offline.notes.joined().contains("HF_HUB_OFFLINE"))
    let unreachable = failure { try fetch(from: hub(endpoint: "http://127.0.0.1:1")) }
    #expect(unreachable.message.contains("the hub cannot be reached"), "\(unreachable)")
  }

  @Test func names() {
    for name in ["gpt2", "org/model", "EleutherAI/pythia-70m", "a/b_c.d"] { #expect(HubRepository(name)?.name == name) }
    for name in ["", "/", "a/b/c", "../a", "./a", "~/a", "a/..", "-a/b", "a//b", "a b", "a/b--c", "ä/b"] { #expect(HubRepository(name) == nil) }
    #expect(HubRepository("https://huggingface.co/org/model")?.folderName == "models--org--model")
  }

  @Test func settingsComeFromTheEnvironment() {
    func settings(_ variables: [String: String]) -> HubSettings { HubSettings { variables[$0] } }
    #expect(settings(["HOME": "/h"]).cache == "/h/.cache/huggingface/hub")
    #expect(settings(["HOME": "/h", "XDG_CACHE_HOME": "/x"]).cache == "/x/huggingface/hub")
    #expect(settings(["HF_HOME": "/f", "HF_HUB_CACHE": "/c"]).cache == "/c")
    #expect(settings(["HF_HUB_OFFLINE": "YES"]).isOffline && !settings(["HF_HUB_OFFLINE": "0"]).isOffline)
    #expect(settings([:]).endpoint == "https://huggingface.co")
  }

  /// The examples of FIPS 180-4, and git's name of an empty blob.
  @Test func digests() {
    func digest(_ text: String, sha1: Bool) -> String {
      var digest = ContentDigest(sha1: sha1)
      digest.update(Array(text.utf8))
      return digest.finish()
    }
    #expect(digest("abc", sha1: false) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(digest("abc", sha1: true) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", sha1: false) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(digest("blob 0\0", sha1: true) == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
  }
}
