using System.IO.Compression;

namespace Almagest.Scenarios.Otlp;

/// <summary>One request over HTTP and what is answered.</summary>
sealed record HttpCase(string Name, int Status, int Code, string Message, byte[] Body, string Type = HttpCase.Protobuf, string Encoding = "", string Path = "/v1/logs")
{
    internal const string Protobuf = "application/x-protobuf";
    internal const string Json = "application/json";

    static readonly byte[] Good = OtlpFixture.Logs("never", "never stored");

    internal static IReadOnlyList<HttpCase> All { get; } =
    [
        new("garbage", 400, 3, "wire type", [0xFF, 0x07, 0x13, 0x37]),
        new("text as protobuf", 400, 3, "field 15 is 101 bytes long but only 3 are left", Utf8("zefoo")),
        new("truncated protobuf", 400, 3, "are left", Good[..^3]),
        new("truncated span", 400, 3, "are left", OtlpFixture.Spans("never", 0)[..^3], Path: "/v1/traces"),
        new("garbage of metrics", 400, 3, "wire type", [0xFF, 0x07, 0x13, 0x37], Path: "/v1/metrics"),
        new("text as json", 400, 3, "not valid JSON, line 1, byte 1", Utf8("hello"), Json),
        new("truncated json", 400, 3, "not valid JSON", Utf8("""{"resourceLogs":[{"""), Json),
        new("json of another shape", 400, 3, "the request: an object was expected, got an array", Utf8("[]"), Json),
        new("oversized", 413, 8, "larger than 262144 bytes", new byte[OtlpFixture.MaxRequestBytes + 1]),
        new("oversized json", 413, 8, "larger than 262144 bytes", new byte[OtlpFixture.MaxRequestBytes + 1], Json + "; charset=utf-8"),
        new("small, but large when decompressed", 413, 8, "after decompression", Gzip(new byte[64 << 20]), Encoding: "gzip"),
        new("plain body called gzip", 400, 3, "not valid gzip", Good, Encoding: "gzip"),
        new("plain body called deflate", 400, 3, "not valid deflate", Good, Encoding: "deflate"),
        new("truncated gzip", 400, 3, "not valid gzip", Gzip(Good)[..^9], Encoding: "gzip"),
        new("gzip without its end", 400, 3, "not valid gzip", Gzip(Good)[..^4], Encoding: "gzip"),
        new("gzip with a wrong checksum", 400, 3, "not valid gzip", [.. Gzip(Good)[..^8], 1, 2, 3, 4, .. Gzip(Good)[^4..]], Encoding: "gzip"),
        new("json called protobuf", 400, 3, "", Utf8("""{"resourceLogs":[]}""")),
        new("protobuf called json", 400, 3, "not valid JSON", Good, Json),
        new("unknown content type", 415, 3, "content type \"text/plain\" is not supported", Good, "text/plain"),
        new("no content type", 415, 3, "is not supported: send application/x-protobuf or application/json", Good, ""),
        new("unknown encoding", 415, 12, "content encoding \"br\" is not supported: use gzip, deflate or none", Good, Encoding: "br"),
        new("unknown encoding of json", 415, 12, "content encoding \"zstd\" is not supported", Utf8("{}"), Json, "zstd"),
    ];

    internal static byte[] Gzip(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.SmallestSize))
            gzip.Write(plain);
        return target.ToArray();
    }

    internal static byte[] Zlib(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Fastest))
            zlib.Write(plain);
        return target.ToArray();
    }

    internal static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
