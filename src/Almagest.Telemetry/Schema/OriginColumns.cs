using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>
/// Resource and scope of a span or log record. All rows of one resource and scope are the same, so the first is written and the
/// others repeat it: an index copy per attribute.
/// </summary>
public sealed class OriginColumns
{
    internal OriginColumns(TelemetryBlock block)
    {
        Resource = block.Declare("resource", new MapColumn<LowCardinalityColumn>(new LowCardinalityColumn()));
        ResourceId = block.Declare("resource_id", new FixedColumn<ulong>("UInt64"));
        ScopeName = block.Declare("scope_name", new LowCardinalityColumn());
        ScopeVersion = block.Declare("scope_version", new LowCardinalityColumn());
        ScopeId = block.Declare("scope_id", new FixedColumn<ulong>("UInt64"));
    }

    /// <summary>Resource attributes as texts.</summary>
    public MapColumn<LowCardinalityColumn> Resource { get; }

    /// <summary>Joins to <c>resources</c>.</summary>
    public FixedColumn<ulong> ResourceId { get; }

    /// <summary>Name of the instrumentation scope.</summary>
    public LowCardinalityColumn ScopeName { get; }

    /// <summary>Version of the instrumentation scope.</summary>
    public LowCardinalityColumn ScopeVersion { get; }

    /// <summary>Joins to <c>scopes</c>.</summary>
    public FixedColumn<ulong> ScopeId { get; }

    /// <summary>Appends a row equal to the last one.</summary>
    public void RepeatLast()
    {
        Resource.RepeatLast();
        ResourceId.RepeatLast();
        ScopeName.RepeatLast();
        ScopeVersion.RepeatLast();
        ScopeId.RepeatLast();
    }
}
