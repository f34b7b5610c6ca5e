using System.Globalization;
using System.Text;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Templates;

/// <summary>One run of a template.</summary>
sealed class TemplateRun(string name, string text, IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> defined, TemplateLine line)
{
    // Nested loops over parsed JSON could print without end; a line of 16 MB is more than any client takes.
    const int MaxLength = 16 << 20;

    readonly StringBuilder _out = new();
    // Go stops there as well.
    const int MaxDepth = 1000;

    readonly List<(string Name, object? Value)> _variables = [("$", line.Labels)];
    TemplatePlace? _place;
    int _depth;

    enum Flow
    {
        Next,
        Break,
        Continue,
    }

    internal TemplateLine Line => line;

    /// <summary>The present, Unix nanoseconds.</summary>
    internal long Now => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    internal string Run(IReadOnlyList<TemplateNode> nodes)
    {
        Walk(nodes, line.Labels);
        return _out.ToString();
    }

    Flow Walk(IReadOnlyList<TemplateNode> nodes, object? dot)
    {
        foreach (var node in nodes)
        {
            var flow = Walk(node, dot);
            if (flow != Flow.Next)
                return flow;
            if (_out.Length > MaxLength)
                throw Fault("the result is longer than 16 MiB");
        }

        return Flow.Next;
    }

    Flow Walk(TemplateNode node, object? dot)
    {
        switch (node)
        {
            case TextNode text:
                _out.Append(text.Text);
                return Flow.Next;
            case ActionNode action:
                var value = Evaluate(action.Pipe, dot);
                if (action.Pipe.Variables.Count == 0)
                    _out.Append(TemplateValues.Print(value));
                return Flow.Next;
            case IfNode branch:
                return Scoped(() => Walk(TemplateValues.IsTrue(Evaluate(branch.Pipe, dot)) ? branch.Then : branch.Else, dot));
            case WithNode branch:
                return Scoped(() => Evaluate(branch.Pipe, dot) is var inner && TemplateValues.IsTrue(inner) ? Walk(branch.Then, inner) : Walk(branch.Else, dot));
            case RangeNode range:
                return Scoped(() => Range(range, dot));
            case TemplateCallNode call:
                Called(call, dot);
                return Flow.Next;
            case BreakNode:
                return Flow.Break;
            case ContinueNode:
                return Flow.Continue;
            default:
                throw new InvalidOperationException($"node {node.GetType().Name} is not known");
        }
    }

    void Called(TemplateCallNode call, object? dot)
    {
        var inner = call.Pipe is null ? null : Evaluate(call.Pipe, dot);
        if (!defined.TryGetValue(call.Name, out var body))
            throw Fault($"template {GoText.Quote(call.Name)} not defined");
        if (++_depth > MaxDepth)
            throw Fault("exceeded maximum template depth (1000)");
        (string, object?)[] known = [.. _variables];
        _variables.Clear();
        _variables.Add(("$", inner));
        Walk(body, inner);
        _variables.Clear();
        _variables.AddRange(known);
        _depth--;
    }

    Flow Range(RangeNode range, object? dot)
    {
        var value = Evaluate(range.Pipe with { Variables = [] }, dot);
        var any = false;
        foreach (var (key, element) in Elements(value))
        {
            any = true;
            var known = _variables.Count;
            if (range.Pipe.Variables.Count == 2)
                _variables.Add((range.Pipe.Variables[0], key));
            if (range.Pipe.Variables.Count > 0)
                _variables.Add((range.Pipe.Variables[^1], element));
            var flow = Walk(range.Body, element);
            _variables.RemoveRange(known, _variables.Count - known);
            if (flow == Flow.Break)
                break;
        }

        return any ? Flow.Next : Walk(range.Else, dot);
    }

    IEnumerable<(object? Key, object? Element)> Elements(object? value) => value switch
    {
        null => [],
        IReadOnlyList<object?> list => list.Select(static (element, i) => ((object?)(long)i, element)),
        IReadOnlyDictionary<string, object?> map => map.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => ((object?)p.Key, p.Value)),
        long count => Enumerable.Range(0, (int)Math.Clamp(count, 0, 1_000_000)).Select(static i => ((object?)(long)i, (object?)(long)i)),
        _ => throw Fault($"range can't iterate over {TemplateValues.Print(value)}"),
    };

    Flow Scoped(Func<Flow> run)
    {
        var known = _variables.Count;
        var flow = run();
        _variables.RemoveRange(known, _variables.Count - known);
        return flow;
    }

    object? Evaluate(PipeNode pipe, object? dot)
    {
        object? value = null;
        _place = pipe.Place;
        for (var i = 0; i < pipe.Commands.Count; i++)
            value = Command(pipe.Commands[i], dot, i > 0, value);
        foreach (var variable in pipe.Variables)
        {
            var at = pipe.IsAssignment ? _variables.FindLastIndex(v => v.Name == variable) : -1;
            if (at >= 0)
                _variables[at] = (variable, value);
            else if (pipe.IsAssignment)
                throw Fault($"undefined variable: {variable}");
            else
                _variables.Add((variable, value));
        }

        return value;
    }

    object? Command(CommandNode command, object? dot, bool piped, object? previous)
    {
        var first = command.Operands[0];
        if (first is FieldNode or VariableNode)
            _place = first.Place;
        if (first is FunctionNode function)
            return Call(function, command.Place, [.. command.Operands.Skip(1)], dot, (piped, previous));
        if (first is GroupNode or FieldNode or VariableNode && TemplateValues.MethodOf(first) is { } method && Target(first, dot) is GoTime time)
            return TemplateValues.CallMethod(time, method, [.. command.Operands.Skip(1).Select(o => Operand(o, dot)), .. piped ? [previous] : Array.Empty<object?>()]) ?? throw Fault($"can't evaluate field {method} in type time.Time");
        if (first is ConstantNode)
            _place = first.Place;
        if ((command.Operands.Count > 1 || piped) && (TemplateValues.MethodOf(first) ?? (first is FieldNode { Names: [var only] } ? only : null)) is { } field)
            throw Target(first, dot) is null or NoValue or IReadOnlyDictionary<string, object?> ? Fault($"{field} is not a method but has arguments")
                : Fault($"can't evaluate field {field} in type {TypeName(Target(first, dot))}");
        if (command.Operands.Count > 1 || piped)
            throw Fault($"can't give argument to non-function {first.Place.Source}");
        if (first is ConstantNode { Value: null })
            throw Fault("nil is not a command");
        return Operand(first, dot);
    }

    object? Call(FunctionNode function, TemplatePlace place, IReadOnlyList<OperandNode> operands, object? dot, (bool IsThere, object? Value) piped)
    {
        _place = function.Place;
        // and, or: the rest is not looked at once the result is known.
        if (function.Name is "and" or "or")
            return Either(function.Name == "or", operands, dot, piped);
        var count = operands.Count + (piped.IsThere ? 1 : 0);
        if (TemplateFunctions.WrongCount(function.Name, count) is { } wrong)
            throw Fault(wrong);
        object?[] values = [.. operands.Select(o => Operand(o, dot)), .. piped.IsThere ? [piped.Value] : Array.Empty<object?>()];
        try
        {
            return TemplateFunctions.Call(function.Name, this, values);
        }
        catch (ArgumentKindException kind)
        {
            throw WrongKind(kind, Array.FindIndex(values, v => ReferenceEquals(v, kind.Value)), operands);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or DivideByZeroException or ArgumentException)
        {
            _place = place;
            // Only Go knows what the operand is called.
            var what = function.Name == "call" && operands.Count > 0 ? $"non-function {operands[0].Place.Source} of type {TypeName(values[0])}" : fault.Message;
            throw Fault($"error calling {function.Name}: {what}");
        }
    }

    TemplateException WrongKind(ArgumentKindException kind, int at, IReadOnlyList<OperandNode> operands)
    {
        if (kind.Value is null)
            return at >= 0 && at < operands.Count && operands[at] is ConstantNode ? At(operands[at], $"cannot assign nil to {kind.Expected}") : Fault($"invalid value; expected {kind.Expected}");
        if (at < 0 || at >= operands.Count)
            return Fault($"wrong type for value; expected {kind.Expected}; got {TypeName(kind.Value)}");
        _place = operands[at].Place;
        return operands[at] is ConstantNode { Value: not null } constant ? Fault($"expected {(kind.Expected == "int" ? "integer" : kind.Expected)}; found {constant.Place.Source}")
            : Fault($"wrong type for value; expected {kind.Expected}; got {TypeName(kind.Value)}");
    }

    TemplateException At(OperandNode operand, string what)
    {
        _place = operand.Place;
        return Fault(what);
    }

    object? Either(bool isOr, IReadOnlyList<OperandNode> operands, object? dot, (bool IsThere, object? Value) piped)
    {
        object? value = null;
        foreach (var operand in operands)
            if (TemplateValues.IsTrue(value = Operand(operand, dot)) == isOr)
                return value;
        return piped.IsThere ? piped.Value : value;
    }

    string TypeName(object? value) => ReferenceEquals(value, line.Labels) ? "map[string]string" : TemplateValues.TypeName(value);

    object? Operand(OperandNode operand, object? dot)
    {
        _place = operand.Place;
        switch (operand)
        {
            case ConstantNode constant:
                return constant.Value;
            case FieldNode field:
                return Fields(dot, field.Names);
            case VariableNode variable:
                return Fields(_variables.FindLast(v => v.Name == variable.Name).Value, variable.Fields);
            case FunctionNode function:
                return Call(function, function.Place, [], dot, (false, null));
            case GroupNode group:
                var inner = Evaluate(group.Pipe, dot);
                return Fields(inner, group.Fields);
            default:
                throw new InvalidOperationException($"operand {operand.GetType().Name} is not known");
        }
    }

    object? Fields(object? value, IReadOnlyList<string> names)
    {
        var isElement = false;
        foreach (var name in names)
        {
            var next = value switch
            {
                // A label that is missing prints nothing; so does a missing field of parsed JSON, though Go says so.
                IReadOnlyDictionary<string, object?> map => map.TryGetValue(name, out var found) ? found : ReferenceEquals(map, line.Labels) ? "" : NoValue.Instance,
                GoTime time => TemplateValues.CallMethod(time, name, []) ?? throw Fault($"can't evaluate field {name} in type time.Time"),
                // What a function gives as nothing has no fields, and Go prints that.
                null or NoValue when !isElement => NoValue.Instance,
                null or NoValue => throw Fault($"nil pointer evaluating interface {{}}.{name}"),
                _ => throw Fault($"can't evaluate field {name} in type {(isElement ? "interface {}" : TemplateValues.TypeName(value))}"),
            };
            isElement = value is IReadOnlyDictionary<string, object?> parsed && !ReferenceEquals(parsed, line.Labels);
            value = next;
        }

        return value;
    }

    object? Target(OperandNode operand, object? dot) => operand switch
    {
        GroupNode group => Fields(Evaluate(group.Pipe, dot), [.. group.Fields.SkipLast(1)]),
        VariableNode variable => Fields(_variables.FindLast(v => v.Name == variable.Name).Value, [.. variable.Fields.SkipLast(1)]),
        FieldNode field => Fields(dot, [.. field.Names.SkipLast(1)]),
        _ => null,
    };

    TemplateException Fault(string what)
    {
        if (_place is not { } place)
            return new TemplateException($"template: {name}: {what}");
        var before = text.AsSpan(0, Math.Min(place.At, text.Length));
        var column = Encoding.UTF8.GetByteCount(before[(before.LastIndexOf('\n') + 1)..]);
        return new TemplateException(string.Create(CultureInfo.InvariantCulture,
            $"template: {name}:{before.Count('\n') + 1}:{column}: executing \"{name}\" at <{place.Source}>: {what}"));
    }
}
