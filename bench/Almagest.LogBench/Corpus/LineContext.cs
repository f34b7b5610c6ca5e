using System.Globalization;
using System.Text;

namespace Almagest.LogBench.Corpus;

/// <summary>What the variables of a line are made of.</summary>
sealed class LineContext
{
    long _second = long.MinValue;
    byte[] _iso = [], _java = [], _access = [], _spark = [], _syslog = [];

    internal CorpusRandom Random;

    internal CorpusService Service { get; set; } = CorpusServices.All[0];

    internal int Pod { get; set; }

    internal long TimeNano { get; private set; }

    /// <summary>First half of the trace; several lines of one request share it.</summary>
    internal ulong Trace { get; set; }

    internal ReadOnlySpan<byte> Iso => _iso;

    internal ReadOnlySpan<byte> Java => _java;

    internal ReadOnlySpan<byte> Access => _access;

    internal ReadOnlySpan<byte> Spark => _spark;

    internal ReadOnlySpan<byte> Syslog => _syslog;

    internal int Milliseconds => (int)(TimeNano / 1_000_000 % 1000);

    internal void MoveTo(long timeNano)
    {
        TimeNano = timeNano;
        var second = timeNano / 1_000_000_000;
        if (second == _second)
            return;
        _second = second;
        var time = DateTimeOffset.FromUnixTimeSeconds(second);
        _iso = Text(time, "yyyy-MM-ddTHH:mm:ss");
        _java = Text(time, "yyyy-MM-dd HH:mm:ss");
        _access = Text(time, "dd/MMM/yyyy:HH:mm:ss +0000");
        _spark = Text(time, "yy/MM/dd HH:mm:ss");
        _syslog = Text(time, "MMM dd HH:mm:ss");
    }

    static byte[] Text(DateTimeOffset time, string format) => Encoding.UTF8.GetBytes(time.ToString(format, CultureInfo.InvariantCulture));
}
