using System.Buffers;
using System.Text;
using Almagest.Model;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// The hash of labels that <c>limit_ratio</c> picks by, equal to that of a Prometheus built without tags: XXH64 over each name and value with its length before
/// it, in one byte, or 255 and three bytes from there on.
/// </summary>
static class LabelHash
{
    /// <summary>Whether a series is in the given share of all; a negative share is the rest of the positive one.</summary>
    public static bool IsWithin(double ratio, Labels labels)
    {
        var place = Of(labels) / 18446744073709551616.0;
        return ratio >= 0 ? place < ratio : place >= 1.0 + ratio;
    }

    static ulong Of(Labels labels)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        foreach (var label in labels.AsSpan())
        {
            Write(bytes, label.Name);
            Write(bytes, label.Value);
        }

        return XxHash64.Of(bytes.WrittenSpan);
    }

    static void Write(ArrayBufferWriter<byte> into, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        into.Write(length < 255 ? [(byte)length] : [255, (byte)length, (byte)(length >> 8), (byte)(length >> 16)]);
        Encoding.UTF8.GetBytes(text, into);
    }
}
