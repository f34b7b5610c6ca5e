namespace Almagest.PromBench;

/// <summary>How values of a series come about.</summary>
enum SeriesKind
{
    /// <summary>A counter of whole numbers.</summary>
    Whole,

    /// <summary>A counter of thousandths, added up as doubles: its values are no short decimals.</summary>
    Summed,

    /// <summary>One, and zero at a restart.</summary>
    Up,

    /// <summary>A whole number that wanders.</summary>
    Gauge,
}

/// <summary>One series of the <see cref="Fleet"/>; its values come one after the other.</summary>
sealed class FleetSeries(string[] labels, int target, SeriesKind kind, double rate)
{
    ulong _state;
    double _value;

    internal string[] Labels { get; } = labels;

    internal int Target { get; } = target;

    internal required int RestartAt { get; init; }

    internal required ulong Seed
    {
        init
        {
            _state = unchecked(0x9E3779B97F4A7C15UL * value) ^ 0xABCDEF;
            for (var i = 0; i < 5; i++)
                Random();
        }
    }

    /// <summary>The value of a scrape; scrapes are asked for in order.</summary>
    internal double Next(int scrape)
    {
        if (scrape == RestartAt && kind != SeriesKind.Gauge)
            _value = 0;
        _value = kind switch
        {
            SeriesKind.Whole => _value + Math.Floor(rate * 15 * (0.7 + 0.6 * Random()) + Random()),
            SeriesKind.Summed => _value + Math.Floor(rate * 15 * (0.7 + 0.6 * Random()) * 1000) / 1000,
            SeriesKind.Up => scrape == RestartAt ? 0 : 1,
            _ => (_value == 0 ? rate : _value) + Math.Floor(rate * 0.02 * (Random() - 0.5)),
        };
        return _value;
    }

    double Random()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (_state >> 11) * (1.0 / 9007199254740992.0);
    }
}
