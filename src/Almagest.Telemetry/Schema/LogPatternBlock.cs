using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>log_patterns</c>.</summary>
public sealed class LogPatternBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    public LogPatternBlock()
        : base("log_patterns")
    {
        Service = Add("service", new LowCardinalityColumn());
        Id = Add("pattern_id", new StringColumn());
        Template = Add("template", new StringColumn());
        Form = Add("form", new LowCardinalityColumn());
        Tokens = Add("tokens", new ArrayColumn<StringColumn>(new StringColumn()));
        General = Add("general", new FixedColumn<bool>("Bool"));
        MergedInto = Add("merged_into", new StringColumn());
        FirstSeen = Add("first_seen", new FixedColumn<long>("DateTime64(9, 'UTC')"));
        Level = Add("level", new LowCardinalityColumn());
        Sample = Add("sample", new StringColumn());
        LastSeen = Add("last_seen", new FixedColumn<uint>("DateTime('UTC')"));
        Revision = Add("revision", new FixedColumn<ulong>("UInt64"));
        RetentionDays = Add("retention_days", new FixedColumn<ushort>("UInt16"));
    }

    /// <summary><c>service.name</c> of the resource.</summary>
    public LowCardinalityColumn Service { get; }

    /// <summary>16 hexadecimal digits.</summary>
    public StringColumn Id { get; }

    /// <summary>The template as people read it.</summary>
    public StringColumn Template { get; }

    /// <summary>What of a line the template is of.</summary>
    public LowCardinalityColumn Form { get; }

    /// <summary>The template word by word.</summary>
    public ArrayColumn<StringColumn> Tokens { get; }

    /// <summary>Whether words differ between its lines, not only numbers and ids.</summary>
    public FixedColumn<bool> General { get; }

    /// <summary>The pattern that stands for it now; empty when it stands for itself.</summary>
    public StringColumn MergedInto { get; }

    /// <summary>Time of the first line, nanoseconds since 1970.</summary>
    public FixedColumn<long> FirstSeen { get; }

    /// <summary>Level of the first line.</summary>
    public LowCardinalityColumn Level { get; }

    /// <summary>The first line.</summary>
    public StringColumn Sample { get; }

    /// <summary>Seconds since 1970 when lines last arrived.</summary>
    public FixedColumn<uint> LastSeen { get; }

    /// <summary>Grows with every change.</summary>
    public FixedColumn<ulong> Revision { get; }

    /// <summary>Days after the last line after which the row is removed.</summary>
    public FixedColumn<ushort> RetentionDays { get; }
}
