using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>
/// The times of chunks that a thread decoded lately. Chunks of one target share one array of compressed times (see <see cref="TimePool"/>), so that most are decoded
/// once for many series.
/// </summary>
sealed class DecodedTimes
{
    /// <summary>For those who decode later.</summary>
    internal static readonly ITimeCodec Codec = new OfThread();

    const int Slots = 256;

    // What an hour at the usual intervals has; longer ones are rare, and memory per thread stays within half a megabyte.
    const int MostTimes = 256;

    [ThreadStatic]
    static DecodedTimes? _own;

    readonly byte[]?[] _keys = new byte[]?[Slots];
    readonly long[]?[] _offsets = new long[]?[Slots];

    /// <summary>The times of a chunk, Unix milliseconds, into <paramref name="times"/>, which has room for exactly its samples.</summary>
    /// <exception cref="InvalidDataException">The bytes are no times.</exception>
    internal static void Read(byte[] compressed, long startMs, Span<long> times)
    {
        if (times.Length > MostTimes)
            TimeCodec.Read(compressed, startMs, times);
        else
            TensorPrimitives.Add((_own ??= new DecodedTimes()).Offsets(compressed, times.Length), startMs, times);
    }

    /// <summary>The first and last time of a chunk, Unix milliseconds.</summary>
    /// <exception cref="InvalidDataException">The bytes are no times.</exception>
    internal static (long First, long Last) Ends(byte[] compressed, long startMs, int count)
    {
        if (count > MostTimes)
        {
            var all = new long[count];
            TimeCodec.Read(compressed, startMs, all);
            return (all[0], all[^1]);
        }

        var offsets = (_own ??= new DecodedTimes()).Offsets(compressed, count);
        return (startMs + offsets[0], startMs + offsets[^1]);
    }

    ReadOnlySpan<long> Offsets(byte[] compressed, int count)
    {
        var slot = RuntimeHelpers.GetHashCode(compressed) & (Slots - 1);
        if (_keys[slot] == compressed)
            return _offsets[slot].AsSpan(0, count);
        var offsets = _offsets[slot] ??= new long[MostTimes];
        _keys[slot] = null;
        TimeCodec.Read(compressed, 0, offsets.AsSpan(0, count));
        _keys[slot] = compressed;
        return offsets.AsSpan(0, count);
    }

    sealed class OfThread : ITimeCodec
    {
        public void Decode(byte[] compressed, long startMs, Span<long> into) => Read(compressed, startMs, into);
    }
}
