using Almagest.Model;

namespace Almagest.Telemetry.Live;

/// <summary>Which stored rows somebody wants to be told about.</summary>
/// <param name="Tenant">The owner of the rows.</param>
/// <param name="Service">Only rows of this service; null for all. Samples belong to the service their labels name.</param>
/// <param name="Capacity">Rows that may wait to be read; what comes on top is counted and dropped. At least 1.</param>
public sealed record FollowRequest(TenantId Tenant, string? Service, int Capacity)
{
    /// <summary>Whether samples of <see cref="DerivedMetrics"/> are told too; default true.</summary>
    public bool Derived { get; init; } = true;
}
