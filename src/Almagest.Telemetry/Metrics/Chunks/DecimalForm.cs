using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>
/// Values of a chunk as integers of one decimal exponent, with a few exceptions such as NaN and the staleness marker. Counters of seconds that were
/// added up miss their decimals by a few units in the last place, which are noted beside the integers.
/// </summary>
sealed class DecimalForm
{
    // Above 2^53 not every integer is a double, so the way back would not be exact.
    const double Largest = 1L << 53;
    const int BlockLength = TimeCodec.BlockLength;

    // A day of additions drifts by some hundred; nanoseconds are the finest anybody counts in.
    const long MostUlps = 4096;
    const int GreatestNearExponent = 9;

    static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17];

    [ThreadStatic]
    static DecimalForm? _idle;

    readonly List<int> _exceptions = [];
    long[] _integers = [];
    long[] _ulps = [];
    long[] _distances = [];
    bool _isNear;
    int _count;
    int _exponent;

    internal static DecimalForm Rent(int count)
    {
        var form = _idle ?? new DecimalForm();
        _idle = null;
        if (form._integers.Length < count)
            (form._integers, form._ulps, form._distances) = (new long[Math.Max(count, 256)], new long[Math.Max(count, 256)], new long[Math.Max(count, 256)]);
        (form._count, form._isNear) = (count, false);
        return form;
    }

    internal void Return() => _idle = this;

    /// <summary>Ten to the power of an exponent.</summary>
    /// <exception cref="InvalidDataException">No chunk has such an exponent.</exception>
    internal static double Power(byte exponent) =>
        exponent < Powers.Length ? Powers[exponent] : throw new InvalidDataException($"a chunk of samples has the decimal exponent {exponent}");

    /// <summary>Finds the least exponent for which nearly all values are integers; false when there is none.</summary>
    internal bool TryFill(ReadOnlySpan<double> values)
    {
        _exponent = 0;
        for (var restart = true; restart;)
        {
            restart = false;
            _exceptions.Clear();
            for (var i = 0; i < values.Length; i++)
            {
                if (TryConvert(values[i], _exponent, out _integers[i]))
                    continue;
                if (ExponentFor(values[i]) is { } needed && needed > _exponent)
                {
                    _exponent = needed;
                    restart = true;
                    break;
                }

                _exceptions.Add(i);
                _integers[i] = i == 0 ? 0 : _integers[i - 1];
                if (_exceptions.Count > 1 + values.Length / 8)
                    return false;
            }
        }

        return true;
    }

    /// <summary>Finds the least exponent for which nearly all values are within some units of the last place of an integer; false when there is none.</summary>
    internal bool TryFillNear(ReadOnlySpan<double> values)
    {
        _isNear = true;
        for (_exponent = 0; _exponent <= GreatestNearExponent; _exponent++)
        {
            // Three values tell nearly always.
            if (!IsNear(values[0]) || !IsNear(values[values.Length / 2]) || !IsNear(values[^1]))
                continue;
            if (FillNear(values))
                return true;
        }

        return false;
    }

    bool IsNear(double value) => !double.IsFinite(value) || TryConvertNear(value, _exponent, out _, out _);

    bool FillNear(ReadOnlySpan<double> values)
    {
        _exceptions.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            if (TryConvertNear(values[i], _exponent, out _integers[i], out _ulps[i]))
                continue;
            _exceptions.Add(i);
            (_integers[i], _ulps[i]) = i == 0 ? (0, 0) : (_integers[i - 1], _ulps[i - 1]);
            if (_exceptions.Count > 1 + values.Length / 8)
                return false;
        }

        return true;
    }

    internal void Write(ByteBuffer output, ReadOnlySpan<double> values)
    {
        var integers = _integers.AsSpan(0, _count);
        var between = _distances.AsSpan(0, _count - 1);
        TensorPrimitives.Subtract(integers[1..], integers[..^1], between);
        var distances = _isNear || DistancesAreSmaller(integers, between);
        output.Write(_isNear ? ValueCodec.NearDecimals : distances ? ValueCodec.DecimalDistances : ValueCodec.Decimals);
        output.Write((byte)_exponent);
        output.WriteVarUInt((ulong)_exceptions.Count);
        foreach (var index in _exceptions)
        {
            output.WriteVarUInt((ulong)index);
            output.Write(values[index]);
        }

        if (distances)
            output.WriteVarUInt(ZigZag.Encode(integers[0]));
        WriteBlocks(output, distances ? between : integers);
        if (_isNear)
            WriteBlocks(output, _ulps.AsSpan(0, _count));
    }

    static void WriteBlocks(ByteBuffer output, ReadOnlySpan<long> integers)
    {
        for (var at = 0; at < integers.Length; at += BlockLength)
            WriteBlock(output, integers.Slice(at, Math.Min(BlockLength, integers.Length - at)));
    }

    static void WriteBlock(ByteBuffer output, ReadOnlySpan<long> integers)
    {
        var (least, width) = Frame(integers);
        Span<ulong> above = stackalloc ulong[BlockLength];
        TensorPrimitives.Subtract(integers, least, MemoryMarshal.Cast<ulong, long>(above));
        output.WriteVarUInt(ZigZag.Encode(least));
        output.Write((byte)width);
        BitPacking.Write(output, above[..integers.Length], width);
    }

    static (long Least, int Width) Frame(ReadOnlySpan<long> integers)
    {
        var least = TensorPrimitives.Min(integers);
        return (least, BitPacking.WidthOf((ulong)(TensorPrimitives.Max(integers) - least)));
    }

    static bool DistancesAreSmaller(ReadOnlySpan<long> integers, ReadOnlySpan<long> between)
    {
        var (plain, distances) = (0, 0);
        for (var at = 0; at < between.Length; at += BlockLength)
        {
            var count = Math.Min(BlockLength, between.Length - at);
            plain += Frame(integers.Slice(at + 1, count)).Width * count;
            distances += Frame(between.Slice(at, count)).Width * count;
        }

        return distances <= plain;
    }

    static int? ExponentFor(double value)
    {
        if (!double.IsFinite(value))
            return null;
        for (var exponent = 1; exponent < Powers.Length; exponent++)
        {
            if (TryConvert(value, exponent, out _))
                return exponent;
        }

        return null;
    }

    static bool TryConvertNear(double value, int exponent, out long integer, out long ulps)
    {
        (integer, ulps) = (0, 0);
        var rounded = Math.Round(value * Powers[exponent]);
        if (!(Math.Abs(rounded) <= Largest))
            return false;
        integer = (long)rounded;
        ulps = BitConverter.DoubleToInt64Bits(value) - BitConverter.DoubleToInt64Bits(integer / Powers[exponent]);
        return ulps is >= -MostUlps and <= MostUlps;
    }

    static bool TryConvert(double value, int exponent, out long integer)
    {
        if (exponent == 0)
        {
            integer = (long)value;
            return Math.Abs(value) <= Largest && BitConverter.DoubleToInt64Bits(integer) == BitConverter.DoubleToInt64Bits(value);
        }

        var rounded = Math.Round(value * Powers[exponent]);
        if (!(Math.Abs(rounded) <= Largest))
        {
            integer = 0;
            return false;
        }

        integer = (long)rounded;
        return BitConverter.DoubleToInt64Bits(integer / Powers[exponent]) == BitConverter.DoubleToInt64Bits(value);
    }
}
