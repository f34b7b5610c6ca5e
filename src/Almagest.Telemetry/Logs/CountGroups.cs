using System.Globalization;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.Model;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs;

/// <summary>Groups counts by names that are labels of streams or structured metadata; only what a stream does not fix is asked of the rows.</summary>
sealed class CountGroups
{
    readonly IReadOnlyList<string> _names;
    readonly Dictionary<StreamKey, StoredStream> _streams;
    readonly Dictionary<string, string> _columnOf = [];

    internal CountGroups(IReadOnlyList<string> names, List<StoredStream> streams, SqlParameters parameters)
    {
        (_names, _streams) = ([.. names.Distinct()], streams.DistinctBy(static s => s.Key).ToDictionary(static s => s.Key));
        foreach (var name in _names)
            if (streams.Any(s => !s.Labels.Has(name) && !s.Metadata.Has(name)))
            {
                var column = $"m{_columnOf.Count.ToString(CultureInfo.InvariantCulture)}";
                Columns += $", {MetadataColumns.Of(name, parameters)} AS {column}";
                Keys += $", {column}";
                _columnOf[name] = column;
            }
    }

    /// <summary>Whether the level is all that is asked of the rows.</summary>
    internal bool OnlyLevels => _columnOf.Keys.All(static name => name == "detected_level");

    /// <summary>Whether attributes are among what counts are grouped by.</summary>
    internal bool NeedAttributes => _columnOf.Keys.Any(static name => !MetadataColumns.IsColumn(name));

    /// <summary>The columns to select, each with a comma before it.</summary>
    internal string Columns { get; } = "";

    /// <summary>Their names, each with a comma before it.</summary>
    internal string Keys { get; } = "";

    internal Rows Read(ResultBlock block) => new(this, block);

    /// <summary>The groups of a block's rows.</summary>
    internal sealed class Rows(CountGroups groups, ResultBlock block)
    {
        readonly ResultColumn<ulong> _ids = block.Fixed<ulong>("resource_id");
        readonly TextReaderColumn _sources = new(block["source"]);
        readonly Dictionary<string, TextReaderColumn> _columns = groups._columnOf.ToDictionary(static c => c.Key, c => new TextReaderColumn(block[c.Value]));

        /// <summary>The labels of a row; null when its stream is not wanted.</summary>
        internal Labels? LabelsOf(int row) => groups._streams.TryGetValue(new StreamKey(_ids[row], _sources[row]), out var stream)
            ? Labels.From(groups._names.Select(name => new Label(name, Value(stream, name, row)))) : null;

        string Value(StoredStream stream, string name, int row)
        {
            if (stream.Labels.Has(name))
                return stream.Labels[name];
            return stream.Metadata.Has(name) ? stream.Metadata[name] : _columns[name][row];
        }
    }
}
