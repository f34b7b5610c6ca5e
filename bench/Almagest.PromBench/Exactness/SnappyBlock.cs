namespace Almagest.PromBench.Exactness;

/// <summary>A snappy block that holds literals only: valid, and simple.</summary>
static class SnappyBlock
{
    const int LiteralLength = 60_000;

    internal static byte[] Of(byte[] bytes)
    {
        using var block = new MemoryStream();
        var length = (ulong)bytes.Length;
        for (; length >= 0x80; length >>= 7)
            block.WriteByte((byte)(length | 0x80));
        block.WriteByte((byte)length);
        for (var at = 0; at < bytes.Length; at += LiteralLength)
        {
            var size = Math.Min(LiteralLength, bytes.Length - at);
            // Tag of a literal whose length stands in the two bytes behind it.
            block.WriteByte(61 << 2);
            block.Write(BitConverter.GetBytes((ushort)(size - 1)));
            block.Write(bytes, at, size);
        }

        return block.ToArray();
    }
}
