using System.Text.Json;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>The answer of a query as Prometheus writes it (https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats).</summary>
static class QueryValueJson
{
    internal static void Write(Utf8JsonWriter writer, QueryValue value, (QueryStats Stats, PromQlRequest Request)? stats, ExplainPlan? plan)
    {
        writer.WriteStartObject();
        writer.WriteString("resultType"u8, TypeOf(value));
        writer.WritePropertyName("result"u8);
        WriteResult(writer, value);
        if (stats is { } known)
            QueryStatsJson.Write(writer, known.Stats, known.Request);
        if (plan is not null)
            ExplainJson.Write(writer, "explain", plan);
        writer.WriteEndObject();
    }

    static string TypeOf(QueryValue value) => value switch
    {
        ScalarValue => "scalar",
        StringValue => "string",
        VectorValue => "vector",
        MatrixValue => "matrix",
        _ => throw new InvalidOperationException($"unknown value {value.GetType().Name}"),
    };

    static void WriteResult(Utf8JsonWriter writer, QueryValue value)
    {
        switch (value)
        {
            case ScalarValue scalar:
                // Unlike samples, scalars never have an exponent.
                writer.WriteStartArray();
                QueryJson.WriteTime(writer, scalar.TimeMs);
                writer.WriteStringValue(PromQlNumbers.Format(scalar.Value));
                writer.WriteEndArray();
                break;
            case StringValue text:
                writer.WriteStartArray();
                QueryJson.WriteTime(writer, text.TimeMs);
                writer.WriteStringValue(text.Value);
                writer.WriteEndArray();
                break;
            case VectorValue vector:
                writer.WriteStartArray();
                foreach (var sample in vector.Samples)
                    WriteVectorSample(writer, vector.TimeMs, sample);
                writer.WriteEndArray();
                break;
            case MatrixValue matrix:
                writer.WriteStartArray();
                foreach (var series in matrix.Series)
                    WriteSeries(writer, series);
                writer.WriteEndArray();
                break;
        }
    }

    static void WriteVectorSample(Utf8JsonWriter writer, long timeMs, VectorSample sample)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("metric"u8);
        QueryJson.WriteLabels(writer, sample.Labels);
        if (sample.Histogram is { } histogram)
        {
            writer.WritePropertyName("histogram"u8);
            WriteHistogram(writer, timeMs, histogram);
        }
        else
        {
            writer.WritePropertyName("value"u8);
            QueryJson.WriteSample(writer, timeMs, sample.Value);
        }

        writer.WriteEndObject();
    }

    static void WriteSeries(Utf8JsonWriter writer, MatrixSeries series)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("metric"u8);
        QueryJson.WriteLabels(writer, series.Labels);
        WriteFloats(writer, series);
        if (series.Histograms is { } histograms)
            WriteHistograms(writer, series.Times, histograms);
        writer.WriteEndObject();
    }

    static void WriteFloats(Utf8JsonWriter writer, MatrixSeries series)
    {
        if (series.Times.Length == 0 || (series.Histograms is { } histograms && Array.TrueForAll(histograms, static h => h is not null)))
            return;
        writer.WriteStartArray("values"u8);
        if (series.Texts is { } texts)
            writer.WriteRawValue(texts.Joined, skipInputValidation: true);
        else
            SampleText.Write(writer, series);
        writer.WriteEndArray();
    }

    static void WriteHistograms(Utf8JsonWriter writer, long[] times, FloatHistogram?[] histograms)
    {
        // Functions may leave only floats of what had histograms.
        if (!Array.Exists(histograms, static h => h is not null))
            return;
        writer.WriteStartArray("histograms"u8);
        for (var i = 0; i < times.Length; i++)
        {
            if (histograms[i] is { } histogram)
                WriteHistogram(writer, times[i], histogram);
        }

        writer.WriteEndArray();
    }

    static void WriteHistogram(Utf8JsonWriter writer, long timeMs, FloatHistogram histogram)
    {
        writer.WriteStartArray();
        QueryJson.WriteTime(writer, timeMs);
        writer.WriteStartObject();
        WriteNumber(writer, "count", histogram.Count);
        WriteNumber(writer, "sum", histogram.Sum);
        HistogramJson.WriteBuckets(writer, histogram);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        QueryJson.WriteValue(writer, value);
    }
}
