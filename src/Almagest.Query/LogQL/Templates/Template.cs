namespace Almagest.Query.LogQL.Templates;

/// <summary>What a template is run on.</summary>
/// <param name="Text">The line: <c>__line__</c>.</param>
/// <param name="TimeNano">Its time: <c>__timestamp__</c>.</param>
/// <param name="Labels">Its labels: the dot.</param>
public sealed record TemplateLine(string Text, long TimeNano, IReadOnlyDictionary<string, object?> Labels);

/// <summary>A template of Go's language with Loki's functions (https://grafana.com/docs/loki/latest/query/template_functions/). Thread-safe.</summary>
public sealed class Template
{
    /// <summary>Name of the templates in pipelines of ingest, which have some functions more.</summary>
    public const string Pipeline = "pipeline_template";

    readonly string _name;
    readonly string _text;
    readonly IReadOnlyList<TemplateNode> _nodes;
    readonly IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> _defined;

    Template(string name, string text, TemplateParser parser) => (_name, _text, _nodes, _defined) = (name, text, parser.Parse(), parser.Defined);

    /// <summary>The field it prints when it is nothing but <c>{{.field}}</c>; else null.</summary>
    public string? SingleField =>
        _nodes is [ActionNode { Pipe: { Variables.Count: 0, Commands: [{ Operands: [FieldNode { Names: [var name] }] }] } }] ? name : null;

    /// <summary>Fields it reads, each once.</summary>
    public IReadOnlyList<string> Fields => [.. _nodes.Concat(_defined.Values.SelectMany(static d => d)).SelectMany(Of).Distinct()];

    /// <exception cref="TemplateException">The text is no template.</exception>
    public static Template Parse(string name, string text) => new(name, text, new TemplateParser(name, text));

    /// <summary>Runs it.</summary>
    /// <exception cref="TemplateException">A function failed.</exception>
    public string Execute(TemplateLine line) => new TemplateRun(_name, _text, _defined, line).Run(_nodes);

    static IEnumerable<string> Of(TemplateNode node) => node switch
    {
        ActionNode action => Of(action.Pipe),
        IfNode branch => Of(branch.Pipe).Concat(branch.Then.Concat(branch.Else).SelectMany(Of)),
        WithNode branch => Of(branch.Pipe).Concat(branch.Then.Concat(branch.Else).SelectMany(Of)),
        TemplateCallNode { Pipe: { } pipe } => Of(pipe),
        RangeNode range => Of(range.Pipe).Concat(range.Body.Concat(range.Else).SelectMany(Of)),
        _ => [],
    };

    static IEnumerable<string> Of(PipeNode pipe) => pipe.Commands.SelectMany(static c => c.Operands).SelectMany(static o => o switch
    {
        FieldNode field => field.Names,
        GroupNode group => Of(group.Pipe),
        _ => [],
    });
}
