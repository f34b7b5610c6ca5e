using System.Globalization;
using Almagest.Model;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Live;

/// <summary>What a reader of the stream wants to see.</summary>
/// <param name="Tenant">Whose records.</param>
/// <param name="Signals">Some of <see cref="AllSignals"/>.</param>
/// <param name="Service">Only records of this service; null for all.</param>
/// <param name="Derived">Whether samples computed from spans are shown too.</param>
/// <param name="BacklogSeconds">How far back the records reach that were stored before.</param>
sealed record LiveRequest(TenantId Tenant, IReadOnlyList<string> Signals, string? Service, bool Derived, int BacklogSeconds)
{
    internal const string Spans = "spans";
    internal const string Logs = "logs";
    internal const string Samples = "samples";

    const int DefaultBacklogSeconds = 30;
    const int MaxBacklogSeconds = 300;

    internal static readonly string[] AllSignals = [Spans, Logs, Samples];

    /// <exception cref="UserErrorException">A signal does not exist, or the backlog is not a number in its range.</exception>
    internal static LiveRequest Parse(IQueryCollection query, TenantId tenant)
    {
        var signals = query["signals"].FirstOrDefault() is { Length: > 0 } text
            ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : AllSignals;
        if (signals.FirstOrDefault(static s => !AllSignals.Contains(s)) is { } unknown)
            throw new UserErrorException(UserErrorKind.Invalid, "unknown_signal", $"signal \"{unknown}\" does not exist; there are {string.Join(", ", AllSignals)}");
        var service = query["service"].FirstOrDefault();
        return new LiveRequest(tenant, signals, service is { Length: > 0 } ? service : null, IsOn(query["derived"].FirstOrDefault()), Backlog(query["backlog"].FirstOrDefault()));
    }

    static bool IsOn(string? text) => text switch
    {
        null or "" or "0" or "false" => false,
        "1" or "true" => true,
        _ => throw new UserErrorException(UserErrorKind.Invalid, "invalid_derived", $"derived \"{text}\" is neither 0 nor 1"),
    };

    static int Backlog(string? text)
    {
        if (text is null or "")
            return DefaultBacklogSeconds;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > MaxBacklogSeconds)
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_backlog", $"backlog \"{text}\" is not a number of seconds between 0 and {MaxBacklogSeconds}");
        return seconds;
    }
}
