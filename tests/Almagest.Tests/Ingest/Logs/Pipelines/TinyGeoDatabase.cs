using System.Buffers.Binary;
using System.Text;

namespace Almagest.Tests.Ingest.Logs.Pipelines;

/// <summary>A MaxMind database (https://maxmind.github.io/MaxMind-DB/) for version 4 of one node: addresses whose first bit is set are in Berlin.</summary>
static class TinyGeoDatabase
{
    internal static string Write(string path, int recordSize = 24)
    {
        const uint Nothing = 1;
        // Behind the tree come 16 noughts, then the data: a record that points to their start is nodes + 16.
        const uint Data = 1 + 16;
        byte[] tree = recordSize switch
        {
            24 => [0, 0, (byte)Nothing, 0, 0, (byte)Data],
            28 => [0, 0, (byte)Nothing, 0, 0, 0, (byte)Data],
            _ => [0, 0, 0, (byte)Nothing, 0, 0, 0, (byte)Data],
        };
        byte[] data =
        [
            .. Map(5), .. Text("code"), .. Text("DE"), .. Text("country"), .. Map(1), .. Text("iso_code"), 0x20, 6,
            .. Text("location"), .. Map(1), .. Text("latitude"), .. Double(52.5), .. Text("autonomous_system_number"), 0xC2, 0xFB, 0xF4,
            .. Text("city"), .. Map(1), .. Text("names"), .. Map(1), .. Text("en"), .. Text("Berlin"),
        ];
        byte[] metadata = [.. Map(3), .. Text("node_count"), 0xC1, 1, .. Text("record_size"), 0xA1, (byte)recordSize, .. Text("ip_version"), 0xA1, 4];
        File.WriteAllBytes(path, [.. tree, .. new byte[16], .. data, 0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8, .. metadata]);
        return path;
    }

    static byte[] Map(int size) => [(byte)(0xE0 | size)];

    static byte[] Text(string text) => [(byte)(0x40 | Math.Min(text.Length, 29)), .. Encoding.ASCII.GetBytes(text)];

    static byte[] Double(double value)
    {
        var bytes = new byte[9];
        bytes[0] = 0x68;
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), value);
        return bytes;
    }
}
