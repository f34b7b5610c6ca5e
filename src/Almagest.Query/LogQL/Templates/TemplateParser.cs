using System.Globalization;
using Almagest.Query.LogQL.Literals;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Parses Go's templates (https://pkg.go.dev/text/template).</summary>
sealed class TemplateParser(string name, string text)
{
    readonly List<string> _variables = ["$"];
    int _at;
    int _line = 1;
    int _ranges;
    List<TemplateWord> _words = [];
    int _word;
    string _action = "";

    /// <summary>Templates that are defined inside.</summary>
    internal Dictionary<string, IReadOnlyList<TemplateNode>> Defined { get; } = [];

    internal IReadOnlyList<TemplateNode> Parse()
    {
        var nodes = List(out var end);
        return end is null ? nodes : throw Fault($"unexpected {{{{{end}}}}}");
    }

    /// <summary>Nodes up to the end or to <c>end</c> or <c>else</c>, whose words are then at hand.</summary>
    List<TemplateNode> List(out string? end)
    {
        var nodes = new List<TemplateNode>();
        while (NextText(nodes))
        {
            if (_words.Count == 0)
                continue;
            var first = _words[0];
            if (first.Kind == WordKind.Name && first.Text is "end" or "else")
            {
                end = first.Text;
                return nodes;
            }

            nodes.Add(Action(first));
        }

        end = null;
        return nodes;
    }

    /// <summary>Adds the text before the next action and reads that action's words; false at the end.</summary>
    bool NextText(List<TemplateNode> into)
    {
        var open = text.IndexOf("{{", _at, StringComparison.Ordinal);
        if (open < 0)
        {
            AddText(into, text[_at..]);
            _at = text.Length;
            return false;
        }

        var before = text[_at..open];
        var trimsLeft = open + 3 < text.Length && text[open + 2] == '-' && char.IsWhiteSpace(text[open + 3]);
        AddText(into, trimsLeft ? before.TrimEnd() : before);
        _line += before.Count(static c => c == '\n');
        var start = open + (trimsLeft ? 3 : 2);
        var close = Close(start);
        var trimsRight = text[close - 1] == '-' && close - 1 > start && char.IsWhiteSpace(text[close - 2]);
        var inside = text[start..(trimsRight ? close - 1 : close)];
        _action = inside.Trim();
        _at = close + 2;
        if (trimsRight)
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
                _at++;
        _words = _action.StartsWith("/*", StringComparison.Ordinal) && _action.EndsWith("*/", StringComparison.Ordinal) ? [] : new TemplateLexer(name, _action, start + inside.Length - inside.TrimStart().Length).All();
        _word = 0;
        if (_words.Count == 0 && !_action.StartsWith("/*", StringComparison.Ordinal))
            throw Fault("missing value for command");
        return true;
    }

    static void AddText(List<TemplateNode> into, string text)
    {
        if (text.Length > 0)
            into.Add(new TextNode(text));
    }

    // The end of an action may not be looked for inside of quotes.
    int Close(int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] is '"' or '`' or '\'')
            {
                var quote = text[i];
                for (i++; i < text.Length && text[i] != quote && (quote == '`' || text[i] != '\n'); i++)
                    if (text[i] == '\\' && quote != '`')
                        i++;
                if (i >= text.Length || text[i] != quote)
                    throw Fault(quote switch { '"' => "unterminated quoted string", '`' => "unterminated raw quoted string", _ => "unterminated character constant" });
            }
            else if (text.AsSpan(i).StartsWith("/*") && text.IndexOf("*/", i, StringComparison.Ordinal) is > 0 and var end)
                i = end + 1;
            else if (text.AsSpan(i).StartsWith("}}"))
                return i;
        }

        throw Fault("unclosed action");
    }

    TemplateNode Action(TemplateWord first)
    {
        switch (first.Kind == WordKind.Name ? first.Text : "")
        {
            case "if":
                _word++;
                return Branch("if", static (pipe, then, otherwise) => new IfNode(pipe, then, otherwise));
            case "with":
                _word++;
                return Branch("with", static (pipe, then, otherwise) => new WithNode(pipe, then, otherwise));
            case "range":
                _word++;
                _ranges++;
                var range = Branch("range", static (pipe, body, otherwise) => new RangeNode(pipe, body, otherwise));
                _ranges--;
                return range;
            case "break" or "continue" when _words.Count == 1:
                if (_ranges == 0)
                    throw Fault($"{{{{{first.Text}}}}} outside {{{{range}}}}");
                return first.Text == "break" ? new BreakNode() : new ContinueNode();
            case "template":
                return Call("template");
            case "define":
                Define(Name("define"));
                return new TextNode("");
            case "block":
                var block = Call("block");
                Define(block.Name);
                return block;
            default:
                return new ActionNode(All());
        }
    }

    TemplateCallNode Call(string word)
    {
        var called = Name(word);
        return new TemplateCallNode(called, _word < _words.Count ? All() : word == "block" ? throw Fault("missing value for block clause") : null);
    }

    /// <summary>The name behind a word.</summary>
    string Name(string word)
    {
        _word++;
        return _word < _words.Count && _words[_word].Kind == WordKind.Text ? _words[_word++].Text
            : throw Fault(_word < _words.Count ? $"unexpected {_words[_word].Source} in {word} clause" : $"unexpected \"}}}}\" in {word} clause");
    }

    // What is defined sees none of the variables around it.
    void Define(string defined)
    {
        var known = _variables.Skip(1).ToList();
        _variables.RemoveRange(1, known.Count);
        var body = List(out var end);
        if (end != "end")
            throw Fault(end is null ? "unexpected EOF" : $"unexpected {{{{{end}}}}} in define clause");
        _variables.AddRange(known);
        Defined[defined] = body;
    }

    TemplateNode Branch(string word, Func<PipeNode, IReadOnlyList<TemplateNode>, IReadOnlyList<TemplateNode>, TemplateNode> make)
    {
        var known = _variables.Count;
        var pipe = _word < _words.Count ? All() : throw Fault($"missing value for {word}");
        var then = List(out var end);
        IReadOnlyList<TemplateNode> otherwise = [];
        if (end == "else" && _words.Count > 1)
        {
            // else if: the rest is a branch of its own that takes the same end.
            if (_words[1].Text != "if" && _words[1].Text != "with")
                throw Fault($"unexpected {_words[1].Text} in else");
            _word = 2;
            otherwise = [_words[1].Text == "if"
                ? Branch("if", static (p, t, o) => new IfNode(p, t, o)) : Branch("with", static (p, t, o) => new WithNode(p, t, o))];
        }
        else
        {
            if (end == "else")
                otherwise = List(out end);
            if (end != "end")
                throw Fault(end is null ? "unexpected EOF" : $"expected end; found {{{{{end}}}}} in {word}");
        }

        _variables.RemoveRange(known, _variables.Count - known);
        return make(pipe, then, otherwise);
    }

    PipeNode All()
    {
        var pipe = Pipe();
        return _word == _words.Count ? pipe : throw Fault($"unexpected {_words[_word].Text} in operand");
    }

    PipeNode Pipe()
    {
        var begin = _word;
        var (variables, assigns) = Variables();
        var commands = new List<CommandNode>();
        do
        {
            var command = Command();
            if (commands.Count > 0 && command.Operands[0] is ConstantNode)
                throw Fault($"non executable command in pipeline stage {commands.Count + 1}");
            commands.Add(command);
        }
        while (Accept("|"));
        var set = variables.Count == 0 ? "" : $"{string.Join(", ", variables)} {(assigns ? "=" : ":=")} ";
        return new PipeNode(variables, assigns, commands, new TemplatePlace(begin < _words.Count ? _words[begin].At : 0, set + string.Join(" | ", commands.Select(static c => c.Place.Source))));
    }

    (List<string> Names, bool Assigns) Variables()
    {
        var names = new List<string>();
        var at = _word;
        while (at + 1 < _words.Count && _words[at].Kind == WordKind.Variable && _words[at + 1].Text is ":=" or "=" or ",")
        {
            names.Add(_words[at].Text);
            at += 2;
            if (_words[at - 1].Text == ",")
                continue;
            _word = at;
            var assigns = _words[at - 1].Text == "=";
            if (!assigns)
                _variables.AddRange(names);
            else if (names.Find(n => !_variables.Contains(n)) is { } unknown)
                throw Fault($"undefined variable \"{unknown}\"");
            return (names, assigns);
        }

        return ([], false);
    }

    CommandNode Command()
    {
        var operands = new List<OperandNode>();
        var begin = _word;
        while (_word < _words.Count && _words[_word].Text is not ("|" or ")") | _words[_word].Kind != WordKind.Sign)
            operands.Add(Operand());
        return operands.Count > 0 ? new CommandNode(operands, new TemplatePlace(_words[begin].At, string.Join(' ', operands.Select(Source)))) : throw Fault("missing value for command");
    }

    static string Source(OperandNode operand) => operand switch
    {
        GroupNode { Fields.Count: 0 } group => $"({group.Pipe.Place.Source})",
        GroupNode group => $"({group.Pipe.Place.Source}).{string.Join('.', group.Fields)}",
        _ => operand.Place.Source,
    };

    OperandNode Operand()
    {
        var begin = _word;
        var operand = Bare();
        if (operand is GroupNode { Fields.Count: 0 } group)
            return operand with { Place = group.Pipe.Place };
        if (operand is GroupNode { Fields: var fields } chain)
            return operand with { Place = new TemplatePlace(_words[_word - fields.Count].At, Source(chain)) };
        // Of several fields Go tells the place of the second.
        return operand with { Place = new TemplatePlace(_words[Math.Min(begin + 1, _word - 1)].At, string.Concat(_words[begin.._word].Select(static w => w.Source))) };
    }

    OperandNode Bare()
    {
        var word = _words[_word++];
        switch (word.Kind)
        {
            case WordKind.Text:
                return new ConstantNode(word.Text);
            case WordKind.Number:
                return new ConstantNode(Number(word.Text));
            case WordKind.Field:
                return new FieldNode(word.Text.Length == 0 ? [] : [word.Text, .. Fields()]);
            case WordKind.Variable:
                return _variables.Contains(word.Text) ? new VariableNode(word.Text, Fields()) : throw Fault($"undefined variable \"{word.Text}\"");
            case WordKind.Name:
                var bare = Word(word.Text);
                var place = new TemplatePlace(word.At, word.Source);
                return bare is FunctionNode function && Fields() is { Count: > 0 } fields
                    ? new GroupNode(new PipeNode([], false, [new CommandNode([function with { Place = place }], place)], place), fields) : bare;
            case WordKind.Sign when word.Text == "(":
                var pipe = Pipe();
                if (!Accept(")"))
                    throw Fault("unclosed left paren");
                return new GroupNode(pipe, Fields());
            default:
                throw Fault($"unexpected \"{word.Text}\" in operand");
        }
    }

    OperandNode Word(string word) => word switch
    {
        "true" => new ConstantNode(true),
        "false" => new ConstantNode(false),
        "nil" => new ConstantNode(null),
        _ => TemplateFunctions.Exists(word, name) ? new FunctionNode(word) : throw Fault($"function \"{word}\" not defined"),
    };

    List<string> Fields()
    {
        var fields = new List<string>();
        while (_word < _words.Count && _words[_word] is { Kind: WordKind.Field, Spaced: false, Text.Length: > 0 })
            fields.Add(_words[_word++].Text);
        return fields;
    }

    object Number(string text)
    {
        if (long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal))
            return hexadecimal;
        return GoNumbers.TryParseFloat(text, out var value) ? value : throw Fault($"bad number syntax: \"{text}\"");
    }

    bool Accept(string sign)
    {
        if (_word >= _words.Count || _words[_word].Kind != WordKind.Sign || _words[_word].Text != sign)
            return false;
        _word++;
        return true;
    }

    TemplateException Fault(string what) => new(string.Create(CultureInfo.InvariantCulture, $"template: {name}:{_line}: {what}"));
}
