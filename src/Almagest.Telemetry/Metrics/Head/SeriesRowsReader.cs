using Almagest.ClickHouse.Formats.Reading;
using Almagest.Model;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>
/// Reads a block of rows of <c>series</c>. A million of them have some thousand texts: each is made once a block, and what a metric is told to be is noted once a block too.
/// </summary>
sealed class SeriesRowsReader(ResultBlock block)
{
    readonly ResultColumn<ulong> _ids = block.Fixed<ulong>("series");
    readonly MapResultColumn _labels = block.Get<MapResultColumn>("labels");
    readonly DictionaryTexts _tenants = new(block.Get<LowCardinalityResultColumn>("tenant"));
    readonly DictionaryTexts _metrics = new(block.Get<LowCardinalityResultColumn>("metric"));
    readonly DictionaryTexts _names = new((LowCardinalityResultColumn)block.Get<MapResultColumn>("labels").Keys);
    readonly DictionaryTexts _values = new((LowCardinalityResultColumn)block.Get<MapResultColumn>("labels").Values);
    readonly DictionaryTexts _types = new(block.Get<LowCardinalityResultColumn>("type"));
    readonly DictionaryTexts _units = new(block.Get<LowCardinalityResultColumn>("unit"));
    readonly DictionaryTexts _helps = new(block.Get<LowCardinalityResultColumn>("help"));
    readonly List<Label> _read = [];

    /// <summary>Adds the series of all rows; of two rows of one metric the later tells what it is.</summary>
    internal void AddTo(MetricVault vault)
    {
        var described = new Dictionary<(int Tenant, int Metric), (int Type, int Unit, int Help)>();
        TenantMetrics? tenant = null;
        for (var row = 0; row < block.Rows; row++)
        {
            if (tenant is null || _tenants.Index(row) != _tenants.Index(row - 1))
                tenant = vault.Tenant(_tenants[row]);
            tenant.Index.GetOrAdd(_ids[row], (Reader: this, Row: row), static at => at.Reader.ReadLabels(at.Row));
            var (key, text) = ((_tenants.Index(row), _metrics.Index(row)), (_types.Index(row), _units.Index(row), _helps.Index(row)));
            if (described.TryGetValue(key, out var before) && before == text)
                continue;
            described[key] = text;
            tenant.Metadata[MetricFamily.NameOf(_metrics[row], _types[row])] = new MetricMetadata(_types[row], _helps[row], _units[row]);
        }
    }

    Labels ReadLabels(int row)
    {
        _read.Clear();
        _read.Add(new Label(Labels.MetricName, _metrics[row]));
        var (first, end) = (_labels[row].Start.Value, _labels[row].End.Value);
        for (var i = first; i < end; i++)
            _read.Add(new Label(_names[i], _values[i]));
        // They are stored in order, all but the name; the reader does not rely on it.
        _read.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return IsProper() ? Labels.FromSorted([.. _read]) : Labels.From(_read);
    }

    bool IsProper()
    {
        for (var i = 0; i < _read.Count; i++)
        {
            if (_read[i].Value.Length == 0 || (i > 0 && _read[i].Name == _read[i - 1].Name))
                return false;
        }

        return true;
    }

    /// <summary>The texts of a column, each made when it is first asked for.</summary>
    sealed class DictionaryTexts(LowCardinalityResultColumn column)
    {
        readonly string?[] _texts = new string?[column.Dictionary.Rows];

        internal string this[int row] => _texts[Index(row)] ??= column.Dictionary.GetString(Index(row))!;

        internal int Index(int row) => column.Indices[row];
    }
}
