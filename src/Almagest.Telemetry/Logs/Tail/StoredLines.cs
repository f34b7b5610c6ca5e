using System.Collections.Immutable;
using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Telemetry.Schema;

namespace Almagest.Telemetry.Logs.Tail;

/// <summary>Reads the lines of a block that was just stored for those who follow them. Streams nobody follows cost one look-up a row.</summary>
static class StoredLines
{
    internal static void Read(LogBlock block, ImmutableArray<LogTail> tails)
    {
        var streams = new Dictionary<(ulong Id, int Source, int Tenant), Followed>();
        var bodies = block.Body.Read();
        var traces = block.TraceId.Read();
        var spans = block.SpanId.Read();
        var values = block.Attributes.Map.Values.Read();
        var metadata = new LogMetadata();
        for (var row = 0; row < block.Rows; row++)
        {
            var body = bodies.Next();
            var trace = traces.Next();
            var span = spans.Next();
            var attributes = block.Attributes.Map[row];
            var key = (block.Origin.ResourceId.Values[row], block.Source.Indices[row], block.Tenant.Indices[row]);
            if (!streams.TryGetValue(key, out var followed))
                streams[key] = followed = Follow(block, row, tails);
            metadata.Clear();
            for (var i = attributes.Start.Value; i < attributes.End.Value; i++)
            {
                var value = values.Next();
                if (followed.By.Count > 0)
                    AddAttribute(block, row, i - attributes.Start.Value, i, Encoding.UTF8.GetString(value), metadata, followed.IsOtlp);
            }

            if (followed.By.Count == 0)
                continue;
            if (followed.IsOtlp)
                OtlpMetadata.Add(metadata, Fields(block, row, Encoding.UTF8.GetString(trace), Encoding.UTF8.GetString(span)), followed.Metadata, Labels.Empty);
            metadata.Add("detected_level", Text(block.Level, row));
            var line = new LogLine(block.Time.Values[row], Encoding.UTF8.GetString(body), followed.Labels, metadata.ToLabels());
            foreach (var tail in followed.By)
                tail.Offer(line);
        }
    }

    static Followed Follow(LogBlock block, int row, ImmutableArray<LogTail> tails)
    {
        var resource = new List<Label>();
        var range = block.Origin.Resource[row];
        for (var i = range.Start.Value; i < range.End.Value; i++)
            resource.Add(new Label(Text(block.Origin.Resource.Keys, i), Text(block.Origin.Resource.Values, i)));
        var source = Text(block.Source, row);
        var (labels, metadata) = StreamLabels.Of(source, Text(block.Service, row), resource);
        var tenant = Text(block.Tenant, row);
        return new Followed(labels, metadata, source == StreamLabels.Otlp, [.. tails.Where(t => t.Wants(tenant, labels))]);
    }

    static void AddAttribute(LogBlock block, int row, int number, int place, string value, LogMetadata into, bool otlp)
    {
        var name = Text(block.Attributes.Map.Keys, place);
        if (!otlp)
        {
            into.Add(name, value);
            return;
        }

        var types = Text(block.Attributes.Types, row);
        into.AddAttribute(name, value, number < types.Length ? types[number] : 's');
    }

    static OtlpFields Fields(LogBlock block, int row, string trace, string span) => new(
        block.ObservedTime.Values[row], block.SeverityNumber.Values[row], Text(block.SeverityText, row), block.Flags.Values[row],
        block.DroppedAttributes.Values[row], trace, span, Text(block.EventName, row), Text(block.Origin.ScopeName, row), Text(block.Origin.ScopeVersion, row));

    static string Text(LowCardinalityColumn column, int row) => Encoding.UTF8.GetString(column.Text(column.Indices[row]));

    sealed record Followed(Labels Labels, Labels Metadata, bool IsOtlp, IReadOnlyList<LogTail> By);
}
