using System.Globalization;

namespace Almagest.Server.Ingest.Otlp.Grpc;

/// <summary>The header <c>grpc-timeout</c>: up to eight digits and a unit (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).</summary>
static class GrpcTimeout
{
    /// <summary>Longer ones are cut to this: no call lasts a day, and timers end at 49 days.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    const int MostDigits = 8;

    /// <summary>How long the caller waits; null when it does not say.</summary>
    /// <exception cref="RpcException">The text is not a timeout.</exception>
    internal static TimeSpan? Parse(string text)
    {
        if (text.Length == 0)
            return null;
        if (text.Length - 1 > MostDigits || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || TicksPer(text[^1]) is not { } ticks)
            throw new RpcException(RpcCode.Internal, $"grpc-timeout \"{text}\" is not up to {MostDigits} digits and one of H, M, S, m, u, n");
        var timeout = value * ticks;
        return timeout < Longest.Ticks ? TimeSpan.FromTicks((long)Math.Ceiling(timeout)) : Longest;
    }

    static double? TicksPer(char unit) => unit switch
    {
        'H' => TimeSpan.TicksPerHour,
        'M' => TimeSpan.TicksPerMinute,
        'S' => TimeSpan.TicksPerSecond,
        'm' => TimeSpan.TicksPerMillisecond,
        'u' => TimeSpan.TicksPerMicrosecond,
        'n' => 1.0 / TimeSpan.NanosecondsPerTick,
        _ => null,
    };
}
