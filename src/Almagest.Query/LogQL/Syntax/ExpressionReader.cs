using System.Globalization;
using Almagest.Query.Common;
using Almagest.Query.LogQL.Literals;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>Reads whole queries: aggregations, operations and what they work on.</summary>
sealed class ExpressionReader(LogQlTokens tokens)
{
    static readonly Dictionary<string, int> Levels = new()
    {
        ["or"] = 1, ["and"] = 2, ["unless"] = 2, ["=="] = 3, ["!="] = 3, [">"] = 3, [">="] = 3, ["<"] = 3, ["<="] = 3, ["+"] = 4, ["-"] = 4, ["*"] = 5, ["/"] = 5, ["%"] = 5, ["^"] = 6,
    };

    readonly StageReader _stages = new(tokens);

    internal LogQlExpr All()
    {
        var expr = Binary(0);
        if (tokens.At(LogQlToken.End))
            return expr;
        throw AfterWhole();
    }

    LogQlParseException AfterWhole()
    {
        // The sign before it could still begin a stage.
        if (tokens.At("|") && tokens.Second.Kind == "unwrap")
            tokens.Take();
        return tokens.Unexpected();
    }

    LogQlExpr Binary(int above)
    {
        var left = Primary();
        while (Levels.TryGetValue(tokens.Ahead.Kind, out var level) && level > above)
        {
            var op = tokens.Take().Kind;
            var matching = MatchingOf();
            var right = Binary(op == "^" ? level - 1 : level);
            left = BinaryChecks.Combine(op, matching, left, right);
        }

        return left;
    }

    LogQlExpr Primary()
    {
        var token = tokens.Ahead;
        if (LogQlWords.Functions.TryGetValue(token.Text, out var kind) && kind == token.Kind)
        {
            if (LogQlWords.RangeOperations.Contains(token.Text))
                return RangeAggregation();
            if (LogQlWords.VectorOperations.Contains(token.Text))
                return VectorAggregation();
            if (token.Kind is "VECTOR")
                return VectorLiteral();
            if (token.Kind is "label_replace")
                return LabelReplace();
        }

        switch (token.Kind)
        {
            case "{":
                return _stages.LogSelector();
            case LogQlToken.Number or "+" or "-":
                return Literal();
            case "(":
                tokens.Take();
                var inner = Binary(0);
                return tokens.Accept(")") ? inner : throw AfterWhole();
            default:
                throw tokens.Unexpected();
        }
    }

    SampleExpr Literal()
    {
        var sign = tokens.Ahead.Kind is "+" or "-" ? tokens.Take().Kind : "";
        var text = tokens.Expect(LogQlToken.Number).Text;
        try
        {
            var value = GoNumbers.ParseFloat(text);
            return new LiteralExpr(sign == "-" ? -value : value);
        }
        catch (FormatException fault)
        {
            return new FaultyExpr($"unable to parse literal as a float: {fault.Message}");
        }
    }

    SampleExpr VectorLiteral()
    {
        tokens.Take();
        tokens.Expect("(");
        var text = tokens.Expect(LogQlToken.Number).Text;
        tokens.Expect(")");
        return GoNumbers.TryParseFloat(text, out var value) ? new VectorLiteralExpr(value)
            : new FaultyExpr($"unable to parse vectorExpr as a float: strconv.ParseFloat: parsing \"{text}\": invalid syntax");
    }

    SampleExpr LabelReplace()
    {
        tokens.Take();
        tokens.Expect("(");
        var inner = Sample();
        var texts = new string[4];
        for (var i = 0; i < 4; i++)
        {
            // Behind an expression of numbers an operator could stand as well.
            if (!tokens.Accept(","))
                throw i == 0 ? tokens.Unexpected() : tokens.Unexpected(",");
            texts[i] = tokens.Expect(LogQlToken.String).Text;
        }

        tokens.Expect(")");
        try
        {
            _ = new GoRegex($"^(?:{texts[3]})$");
            return new LabelReplaceExpr(inner, texts[0], texts[1], texts[2], texts[3]);
        }
        catch (FormatException fault)
        {
            return new FaultyExpr($"invalid regex in label_replace: {fault.Message}");
        }
    }

    /// <summary>An expression of numbers; a query of lines is wrong where the token after it stands.</summary>
    SampleExpr Sample() => Binary(0) as SampleExpr ?? throw tokens.Unexpected();

    SampleExpr RangeAggregation()
    {
        var operation = tokens.Take().Text;
        tokens.Expect("(");
        if (!tokens.At(LogQlToken.Number) && !tokens.At("{") && !tokens.At("("))
            throw tokens.Unexpected(LogQlToken.Number, "{", "(");
        var parameter = tokens.At(LogQlToken.Number) ? tokens.Take().Text : null;
        if (parameter is not null)
            tokens.Expect(",");
        var range = new LogRangeReader(tokens, _stages).Read();
        tokens.Expect(")");
        return RangeChecks.Make(operation, range, GroupingOrNone(), parameter);
    }

    SampleExpr VectorAggregation()
    {
        var operation = tokens.Take().Text;
        var grouping = GroupingOrNone();
        if (grouping is null)
            tokens.Expect("(", "by", "without");
        else
            tokens.Expect("(");
        string? parameter = null;
        if (tokens.At(LogQlToken.Number) && tokens.Second.Kind == ",")
        {
            parameter = tokens.Take().Text;
            tokens.Take();
        }

        var inner = Sample();
        if (!tokens.Accept(")"))
            throw tokens.Unexpected();
        grouping ??= GroupingOrNone();
        return Aggregation(operation, inner, grouping, parameter);
    }

    static SampleExpr Aggregation(string operation, SampleExpr inner, Grouping? grouping, string? parameter)
    {
        var k = 0;
        if (operation is "topk" or "bottomk" or "approx_topk")
        {
            if (parameter is null)
                return new FaultyExpr($"parameter required for operation {operation}");
            if (!int.TryParse(parameter, NumberStyles.None, CultureInfo.InvariantCulture, out k))
                return new FaultyExpr($"invalid parameter {operation}({parameter},");
            if (k <= 0)
                return new FaultyExpr($"invalid parameter (must be greater than 0) {operation}({parameter}");
            if (operation == "approx_topk" && grouping is not null)
                return new FaultyExpr($"grouping not allowed for {operation} aggregation");
        }
        else if (parameter is not null)
            return new FaultyExpr($"unsupported parameter for operation {operation}({parameter},");
        return new VectorAggregationExpr(operation, inner, grouping ?? new Grouping(false, []), k);
    }

    Grouping? GroupingOrNone()
    {
        if (!tokens.At("by") && !tokens.At("without"))
            return null;
        var without = tokens.Take().Kind == "without";
        return new Grouping(without, Names());
    }

    List<string> Names()
    {
        var names = new List<string>();
        tokens.Expect("(");
        if (tokens.Accept(")"))
            return names;
        if (!tokens.At(LogQlToken.Identifier))
            throw tokens.Unexpected(LogQlToken.Identifier, ")");
        do
            names.Add(tokens.Expect(LogQlToken.Identifier).Text);
        while (tokens.Accept(","));
        if (!tokens.Accept(")"))
            throw tokens.Unexpected(",", ")");
        return names;
    }

    Matching MatchingOf()
    {
        var returnsBool = tokens.Accept("bool");
        if (!tokens.At("on") && !tokens.At("ignoring"))
            return new Matching(returnsBool, false, null, ManySide.None, null);
        var on = tokens.Take().Kind == "on";
        var names = Names();
        if (!tokens.At("group_left") && !tokens.At("group_right"))
            return new Matching(returnsBool, on, names, ManySide.None, null);
        var many = tokens.Take().Kind == "group_left" ? ManySide.Left : ManySide.Right;
        var include = tokens.At("(") ? Names() : null;
        return new Matching(returnsBool, on, names, many, include is { Count: 0 } ? null : include);
    }
}
