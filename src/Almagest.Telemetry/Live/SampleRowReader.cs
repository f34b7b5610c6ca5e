using Almagest.Model;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Schema;

namespace Almagest.Telemetry.Live;

/// <summary>Reads rows out of a block; labels come from the memory of metrics, which was told about the block before.</summary>
readonly ref struct SampleRowReader(SampleBlock block, TenantMetrics tenant)
{
    /// <summary>Whether the labels name this service; null is named by all.</summary>
    internal bool IsOf(int row, string? service)
    {
        if (service is null)
            return true;
        var labels = LabelsOf(row);
        foreach (var name in SampleRow.ServiceLabels)
        {
            if (labels[name] is { Length: > 0 } named)
                return named == service;
        }

        return false;
    }

    internal SampleRow Read(int row)
    {
        var metric = ColumnTexts.At(block.Metric, row);
        var known = tenant.Describe(metric);
        return new SampleRow(block.Time.Values[row], metric, block.Value.Values[row], LabelsOf(row), known?.Type ?? "unknown", known?.Unit ?? "");
    }

    Labels LabelsOf(int row) => tenant.Index.Find(block.Series.Values[row])?.Labels ?? Labels.Empty;
}
