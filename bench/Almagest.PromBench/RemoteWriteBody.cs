using System.Text;

namespace Almagest.PromBench;

/// <summary>A remote write 1.0 request (https://prometheus.io/docs/specs/prw/remote_write_spec/): protobuf in a snappy block of literals only.</summary>
sealed class RemoteWriteBody
{
    const int LiteralLength = 60_000;

    readonly List<byte[]> _series = [];

    internal int Samples => _series.Count;

    internal void Add(string[] labels, long timeMs, double value)
    {
        using var series = new MemoryStream();
        for (var i = 0; i < labels.Length; i += 2)
        {
            using var label = new MemoryStream();
            WriteBytes(label, 1, Encoding.UTF8.GetBytes(labels[i]));
            WriteBytes(label, 2, Encoding.UTF8.GetBytes(labels[i + 1]));
            WriteBytes(series, 1, label.ToArray());
        }

        using var sample = new MemoryStream();
        sample.WriteByte((1 << 3) | 1);
        sample.Write(BitConverter.GetBytes(value));
        sample.WriteByte(2 << 3);
        WriteVarint(sample, (ulong)timeMs);
        WriteBytes(series, 2, sample.ToArray());
        _series.Add(series.ToArray());
    }

    internal byte[] ToSnappy()
    {
        using var request = new MemoryStream();
        foreach (var series in _series)
            WriteBytes(request, 1, series);
        var bytes = request.ToArray();
        using var block = new MemoryStream();
        WriteVarint(block, (ulong)bytes.Length);
        for (var at = 0; at < bytes.Length; at += LiteralLength)
        {
            var length = Math.Min(LiteralLength, bytes.Length - at);
            // Tag of a literal whose length stands in the two bytes behind it.
            block.WriteByte(61 << 2);
            block.Write(BitConverter.GetBytes((ushort)(length - 1)));
            block.Write(bytes, at, length);
        }

        return block.ToArray();
    }

    static void WriteBytes(MemoryStream into, int field, byte[] bytes)
    {
        into.WriteByte((byte)((field << 3) | 2));
        WriteVarint(into, (ulong)bytes.Length);
        into.Write(bytes);
    }

    static void WriteVarint(MemoryStream into, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            into.WriteByte((byte)(value | 0x80));
        into.WriteByte((byte)value);
    }
}
