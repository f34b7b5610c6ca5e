using Almagest.Query.LogQL.Syntax;
using Almagest.Query.LogQL.Templates;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| line_format "{{.level}}: {{.msg}}"</c></summary>
sealed class LineFormatStage : Stage
{
    readonly Template _template;
    readonly string? _singleLabel;

    /// <exception cref="FormatException">The template is malformed.</exception>
    internal LineFormatStage(string template)
    {
        _template = Compile(template);
        _singleLabel = _template.SingleField;
    }

    internal override IEnumerable<string> RequiredLabels => _template.Fields;

    internal override bool Process(LineState line)
    {
        if (_singleLabel is not null)
        {
            line.Text = line.Labels.Get(_singleLabel) ?? "";
            return true;
        }

        try
        {
            line.Text = _template.Execute(new TemplateLine(line.Text, line.TimeNano, TemplateLabels.Of(line.Labels)));
        }
        catch (TemplateException fault)
        {
            (line.Labels.Error, line.Labels.ErrorDetails) = (PipelineErrors.TemplateFormat, fault.Message);
        }

        return true;
    }

    static Template Compile(string template)
    {
        try
        {
            return Template.Parse("line", template);
        }
        catch (TemplateException fault)
        {
            throw new FormatException($"invalid line template: {fault.Message}", fault);
        }
    }
}

/// <summary><c>| label_format a=b, c="{{.d}}"</c></summary>
sealed class LabelFormatStage : Stage
{
    readonly (LabelFormat Format, Template? Template)[] _formats;

    /// <exception cref="FormatException">A template is malformed or a label is set twice.</exception>
    internal LabelFormatStage(IReadOnlyList<LabelFormat> formats)
    {
        var seen = new HashSet<string>();
        foreach (var format in formats)
        {
            if (format.Label == LineLabels.ErrorLabel)
                throw new FormatException($"{format.Label} cannot be formatted");
            if (!seen.Add(format.Label))
                throw new FormatException($"multiple label name '{format.Label}' not allowed in a single format operation");
        }

        _formats = [.. formats.Select(static f => (f, f.Rename ? null : Compile(f)))];
    }

    internal override IEnumerable<string> RequiredLabels => _formats.SelectMany(static f => f.Template?.Fields ?? [f.Format.Value]).Distinct();

    internal override bool Process(LineState line)
    {
        IReadOnlyDictionary<string, object?>? labels = null;
        foreach (var (format, template) in _formats)
        {
            if (template is null)
            {
                if (line.Labels.Get(format.Value) is not { } value)
                    continue;
                line.Labels.Set(LabelCategory.Parsed, format.Label, value);
                line.Labels.Delete(format.Value);
                continue;
            }

            // All templates of one stage see the labels as they were before its first.
            labels ??= TemplateLabels.Of(line.Labels);
            try
            {
                line.Labels.Set(LabelCategory.Parsed, format.Label, template.Execute(new TemplateLine(line.Text, line.TimeNano, labels)));
            }
            catch (TemplateException fault)
            {
                (line.Labels.Error, line.Labels.ErrorDetails) = (PipelineErrors.TemplateFormat, fault.Message);
            }
        }

        return true;
    }

    static Template Compile(LabelFormat format)
    {
        try
        {
            return Template.Parse("label", format.Value);
        }
        catch (TemplateException fault)
        {
            throw new FormatException($"invalid template for label '{format.Label}': {fault.Message}", fault);
        }
    }
}

/// <summary>The labels of a line as a template sees them.</summary>
static class TemplateLabels
{
    internal static Dictionary<string, object?> Of(LineLabels labels)
    {
        var all = new List<(Model.Label Label, LabelCategory)>();
        labels.CopyTo(all);
        var values = new Dictionary<string, object?>(all.Count);
        foreach (var (label, _) in all)
            values[label.Name] = label.Value;
        return values;
    }
}
