using System.IO.Compression;

namespace Almagest.Cli.Otlp;

static class Gzip
{
    internal static byte[] Compress(ReadOnlySpan<byte> body)
    {
        using var target = new MemoryStream(body.Length / 4);
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(body);
        return target.ToArray();
    }
}
