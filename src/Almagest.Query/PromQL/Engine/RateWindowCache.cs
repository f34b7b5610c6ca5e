using System.Runtime.CompilerServices;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Windows over the times of series that were evaluated lately by one thread.</summary>
sealed class RateWindowCache
{
    // What the targets of one metric need, whose series come in turn: with too few slots nothing is ever found again.
    const int MostSlots = 256;
    const int MostBytes = 4 << 20;

    // Places that are looked at for one list of times.
    const int Probes = 8;

    // Of longer lists of parts only the last one is remembered, so that all stay within half a megabyte: series of one target often follow each other.
    const int MostParts = 32;
    const int PartSlots = 256;
    const int PartProbes = 4;

    readonly Known?[] _known = new Known?[PartSlots];
    readonly Known _last = new();
    RateWindows?[] _slots = [];
    RateCall _call;
    int _generation;
    int _turn;

    // Hot path: per series of rate, increase and delta over floats.
    /// <summary>The windows of a call over the times of a series, which are only decoded when they are not known by where they come from.</summary>
    public RateWindows Of(in RateCall call, SeriesScratch series)
    {
        var parts = series.TimeParts;
        if (parts.IsEmpty)
            return Of(call, series.Times);
        if (call != _call)
            Begin(call, series.Values.Length);
        if (parts.Length > MostParts)
        {
            if (!_last.Is(parts, _generation))
                _last.Set(parts, Of(call, series.Times));
            return _last.Windows;
        }

        var home = HashOf(parts);
        for (var probe = 0; probe < PartProbes; probe++)
        {
            if (_known[(home + probe) & (PartSlots - 1)] is { } known && known.Is(parts, _generation))
                return known.Windows;
        }

        var windows = Of(call, series.Times);
        (_known[(home + (_turn++ & (PartProbes - 1))) & (PartSlots - 1)] ??= new Known()).Set(parts, windows);
        return windows;
    }

    /// <summary>The windows of a call over <paramref name="times"/>.</summary>
    public RateWindows Of(in RateCall call, ReadOnlySpan<long> times)
    {
        if (call != _call)
            Begin(call, times.Length);
        var home = HashOf(times);
        var place = -1;
        for (var probe = 0; probe < Math.Min(Probes, _slots.Length); probe++)
        {
            var at = (home + probe) & (_slots.Length - 1);
            if (_slots[at] is not { } known || known.Generation != _generation)
            {
                place = at;
                break;
            }

            if (known.Times.SequenceEqual(times))
                return known;
        }

        if (place < 0)
            place = (home + (_turn++ & (Probes - 1))) & (_slots.Length - 1);
        var windows = _slots[place] ??= new RateWindows();
        windows.Generation = _generation;
        windows.Compute(call, times);
        return windows;
    }

    void Begin(in RateCall call, int samples)
    {
        // Larger windows are kept in less places, so that what a thread keeps stays within its bounds.
        var fit = MostBytes / (samples * sizeof(long) + call.Steps * 24 + 200);
        var slots = fit >= MostSlots ? MostSlots : fit >= 64 ? 64 : fit >= 8 ? 8 : 1;
        if (slots != _slots.Length)
            _slots = new RateWindows?[slots];
        (_call, _generation) = (call, _generation + 1);
    }

    static int HashOf(ReadOnlySpan<long> times) => times.IsEmpty ? 0 : HashCode.Combine(times[0], times[^1], times[times.Length / 2], times.Length);

    static int HashOf(ReadOnlySpan<TimePart> parts) =>
        HashCode.Combine(RuntimeHelpers.GetHashCode(parts[0].Compressed), RuntimeHelpers.GetHashCode(parts[parts.Length / 2].Compressed), RuntimeHelpers.GetHashCode(parts[^1].Compressed), parts.Length);

    // Windows by the parts of their times.
    sealed class Known
    {
        TimePart[] _parts = [];
        int _count;
        int _computed;

        public RateWindows Windows { get; private set; } = new();

        // Windows are used again for other times.
        public bool Is(ReadOnlySpan<TimePart> parts, int generation)
        {
            if (_count != parts.Length || Windows.Generation != generation || Windows.Computed != _computed)
                return false;
            for (var i = 0; i < parts.Length; i++)
                if (!parts[i].IsSame(_parts[i]))
                    return false;
            return true;
        }

        public void Set(ReadOnlySpan<TimePart> parts, RateWindows windows)
        {
            if (_parts.Length < parts.Length)
                _parts = new TimePart[parts.Length];
            parts.CopyTo(_parts);
            (_count, _computed, Windows) = (parts.Length, windows.Computed, windows);
        }
    }
}
