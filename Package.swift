// swift-tools-version: 6.1
import PackageDescription

// The vector loops need contraction and reassociation to vectorise their sums; infinities and NaN keep their meaning
// (masks are −inf, and a checkpoint's NaN must be seen, not optimised away). They are optimised in debug builds too.
let kernelFlags: [CSetting] = [
  .unsafeFlags([
    "-O3", "-ffp-contract=fast", "-fassociative-math", "-fno-signed-zeros", "-fno-trapping-math",
    "-fno-math-errno", "-freciprocal-math", "-mprefer-vector-width=512",
  ])
]

/// The modules from the ground up: each imports only what stands above it.
let package = Package(
  name: "arrakis",
  products: [.executable(name: "arr", targets: ["arr"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: [
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .target(name: "CTextWidth", cSettings: [.unsafeFlags(["-O2"])]),
    .target(name: "CLineEditor", dependencies: ["CTextWidth"], linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "CThreads", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CLAPACK", dependencies: ["CThreads"], cSettings: [.unsafeFlags(["-O2"])], linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "COneDNN", dependencies: ["CThreads"], cSettings: [.unsafeFlags(["-O2"])], linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CKernels", cSettings: kernelFlags, linkerSettings: [.linkedLibrary("m")]),
    .target(name: "CTransfer", cSettings: [.unsafeFlags(["-O2"])], linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "JSON", swiftSettings: [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]),
    .target(name: "FileWriting"),
    .target(name: "Tensors", dependencies: ["COneDNN", "CLAPACK", "CKernels", "CThreads"]),
    .target(name: "TensorFiles", dependencies: ["CZlib", "CKernels", "Tensors", "FileWriting", "JSON"]),
    .target(
      name: "Tokenizers", dependencies: ["CPCRE2", "FileWriting", "JSON"],
      swiftSettings: [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]),
    .target(name: "Transformers", dependencies: ["CTransfer", "Tensors", "TensorFiles", "Tokenizers", "FileWriting", "JSON"]),
    .target(name: "Interpretability", dependencies: ["Transformers", "TensorFiles", "Tensors", "JSON"]),
    .target(name: "TextWidth", dependencies: ["CTextWidth"]),
    .target(name: "Figures", dependencies: ["Tensors", "TextWidth"]),
    .target(name: "CSpecification"),
    // An interpreter is used by one thread at a time (see Interpreter), and other threads never hold a value or text of its,
    // so its references need not be counted with locked instructions; debug builds, whose tests run side by side, count as
    // usual. Those check exclusive access too.
    .target(
      name: "ArrLanguage", dependencies: ["TextWidth"],
      swiftSettings: [.unsafeFlags(["-Xfrontend", "-assume-single-threaded", "-enforce-exclusivity=unchecked"], .when(configuration: .release))]),
    .target(
      name: "ArrLibrary",
      dependencies: ["CPCRE2", "CSpecification", "ArrLanguage", "Figures", "TextWidth", "Interpretability", "Transformers", "Tokenizers", "TensorFiles", "Tensors", "FileWriting", "JSON"],
      swiftSettings: [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]),
    .target(name: "Shell", dependencies: ["ArrLanguage", "ArrLibrary", "Figures", "TextWidth", "Tensors", "CLineEditor"]),
    .executableTarget(
      name: "arr",
      dependencies: ["Shell", "ArrLibrary", "ArrLanguage", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(name: "arr-fuzz", dependencies: ["Shell", "ArrLibrary", "ArrLanguage"], path: "Tests/Fuzz"),
    .target(name: "TestSupport", dependencies: ["Tensors", "TensorFiles"], path: "Tests/TestSupport"),
    .testTarget(name: "JSONTests", dependencies: ["JSON"]),
    .testTarget(name: "FileWritingTests", dependencies: ["FileWriting"]),
    .testTarget(name: "CKernelsTests", dependencies: ["CKernels"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "CKernels", "TestSupport"]),
    .testTarget(name: "TensorFilesTests", dependencies: ["TensorFiles", "Tensors", "TestSupport"], resources: [.copy("Fixtures")]),
    .testTarget(name: "TokenizersTests", dependencies: ["Tokenizers", "JSON"], resources: [.copy("Fixtures")]),
    .testTarget(name: "TextWidthTests", dependencies: ["CTextWidth", "TextWidth"]),
    .testTarget(name: "FiguresTests", dependencies: ["Figures", "Tensors", "TextWidth"]),
    .testTarget(name: "TransformersTests", dependencies: ["Transformers", "JSON", "TensorFiles", "Tensors", "TestSupport"], exclude: ["Fixtures"]),
    .testTarget(name: "InterpretabilityTests", dependencies: ["Interpretability", "JSON", "TensorFiles", "Tensors", "Transformers", "TestSupport"]),
    .testTarget(name: "ArrLanguageTests", dependencies: ["ArrLanguage", "TextWidth"]),
    .testTarget(name: "ArrLibraryTests", dependencies: ["ArrLibrary", "ArrLanguage", "JSON", "Tensors", "TextWidth"], exclude: ["Conformance", "Fixtures", "Gallery"]),
    .testTarget(name: "ShellTests", dependencies: ["Shell", "ArrLanguage", "ArrLibrary", "Tensors", "TextWidth"]),
    .testTarget(name: "FuzzTests", dependencies: ["arr-fuzz"], resources: [.copy("FuzzSeeds")]),
  ],
  swiftLanguageModes: [.v5]
)
