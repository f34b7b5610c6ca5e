using System.Globalization;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;
using Almagest.Server.Platform.Wire;

namespace Almagest.Server.Apis.Tempo;

/// <summary>Writes spans as OTLP's ResourceSpans (opentelemetry/proto/trace/v1/trace.proto), which is what Tempo's Trace message holds in field 1.</summary>
static class OtlpTraceWriter
{
    internal static void Write(ProtoWriter writer, IEnumerable<TraceSpan> spans)
    {
        foreach (var resource in spans.GroupBy(static s => s.Resource, ReferenceEqualityComparer.Instance))
        {
            var batch = writer.Begin(1);
            var source = writer.Begin(1);
            Attributes(writer, 1, resource.First().Resource);
            writer.End(source);
            foreach (var scope in resource.GroupBy(static s => (s.ScopeName, s.ScopeVersion, s.ScopeAttributes)))
            {
                var group = writer.Begin(2);
                var library = writer.Begin(1);
                writer.Text(1, scope.Key.ScopeName);
                writer.Text(2, scope.Key.ScopeVersion);
                Attributes(writer, 3, scope.Key.ScopeAttributes);
                writer.End(library);
                foreach (var span in scope)
                    Write(writer, span);
                writer.End(group);
            }

            writer.End(batch);
        }
    }

    static void Write(ProtoWriter writer, TraceSpan span)
    {
        var message = writer.Begin(2);
        writer.Bytes(1, Convert.FromHexString(span.TraceId));
        writer.Bytes(2, Convert.FromHexString(span.SpanId));
        if (span.TraceState.Length > 0)
            writer.Text(3, span.TraceState);
        if (span.ParentSpanId.Length > 0)
            writer.Bytes(4, Convert.FromHexString(span.ParentSpanId));
        writer.Text(5, span.Name);
        writer.Varint(6, (ulong)span.Kind);
        writer.Fixed64(7, (ulong)span.StartUnixNano);
        writer.Fixed64(8, (ulong)span.EndUnixNano);
        Attributes(writer, 9, span.Attributes);
        EventsAndLinks(writer, span);
        if (span.Status != SpanStatus.Unset || span.StatusMessage.Length > 0)
        {
            var status = writer.Begin(15);
            writer.Text(2, span.StatusMessage);
            writer.Varint(3, (ulong)span.Status);
            writer.End(status);
        }

        writer.Fixed32(16, span.Flags);
        writer.End(message);
    }

    static void EventsAndLinks(ProtoWriter writer, TraceSpan span)
    {
        foreach (var happened in span.Events)
        {
            var message = writer.Begin(11);
            writer.Fixed64(1, (ulong)happened.TimeUnixNano);
            writer.Text(2, happened.Name);
            Attributes(writer, 3, happened.Attributes);
            writer.End(message);
        }

        foreach (var link in span.Links)
        {
            var message = writer.Begin(13);
            writer.Bytes(1, Convert.FromHexString(link.TraceId));
            writer.Bytes(2, Convert.FromHexString(link.SpanId));
            Attributes(writer, 4, link.Attributes);
            writer.End(message);
        }
    }

    static void Attributes(ProtoWriter writer, int field, IEnumerable<SpanAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            var pair = writer.Begin(field);
            writer.Text(1, attribute.Key);
            var value = writer.Begin(2);
            if (attribute.Integer is { } integer)
                writer.Varint(3, (ulong)integer);
            else if (attribute.Type == 'd')
                writer.Double(4, double.Parse(attribute.Text, NumberStyles.Float, CultureInfo.InvariantCulture));
            else if (attribute.Type == 'b')
                writer.Varint(2, attribute.Text == "true" ? 1UL : 0UL);
            else if (attribute.Type == 'a' && TqArray.Elements(attribute.Text) is { Length: > 0 } elements)
                List(writer, elements);
            else if (attribute.Type != 'n')
                writer.Text(1, attribute.Text);
            writer.End(value);
            writer.End(pair);
        }
    }

    static void List(ProtoWriter writer, TqValue[] elements)
    {
        var list = writer.Begin(5);
        foreach (var element in elements)
        {
            var value = writer.Begin(1);
            if (element.Type == TqType.Int)
                writer.Varint(3, (ulong)(long)element.Number);
            else if (element.Type == TqType.Float)
                writer.Double(4, element.Number);
            else if (element.Type == TqType.Bool)
                writer.Varint(2, element.IsTrue ? 1UL : 0UL);
            else
                writer.Text(1, element.Text ?? "");
            writer.End(value);
        }

        writer.End(list);
    }
}
