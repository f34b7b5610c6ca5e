using System.Text.Json.Serialization;

namespace Almagest.Server.Features.Overview;

/// <summary>What arrived between <paramref name="From"/> and <paramref name="To"/>, and how the program is.</summary>
sealed record OverviewResponse(
    DateTimeOffset GeneratedAt,
    DateTimeOffset From,
    DateTimeOffset To,
    int StepSeconds,
    IReadOnlyList<SignalArrivals> Signals,
    IReadOnlyList<ServiceArrivals> Services,
    long Series,
    EngineHealth Engine,
    ServerHealth Server,
    ServerEndpoints Endpoints);

/// <summary>Records of one signal; points are counts per step, times in milliseconds since 1970.</summary>
sealed record SignalArrivals(string Signal, long Total, double PerSecond, IReadOnlyList<ArrivalPoint> Points);

/// <summary>Records that fell into the step beginning at <paramref name="Time"/>.</summary>
sealed record ArrivalPoint(long Time, long Count);

/// <summary>What one service sent.</summary>
sealed record ServiceArrivals(string Service, long Spans, long Errors, long Logs, DateTimeOffset LastSeen);

/// <summary>The store: embedded engine or remote ClickHouse.</summary>
sealed record EngineHealth(
    string Mode, string Version, string State, double UptimeSeconds, long MemoryBytes, long DiskBytes, long Rows, long Parts, int Restarts, int? Pid);

/// <summary>This process.</summary>
sealed record ServerHealth(string Version, double UptimeSeconds, long MemoryBytes);

/// <summary>Where it listens.</summary>
sealed record ServerEndpoints(string Http, string OtlpGrpc, string OtlpHttp);

[JsonSerializable(typeof(OverviewResponse))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class OverviewJson : JsonSerializerContext;
