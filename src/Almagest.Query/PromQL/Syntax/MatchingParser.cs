namespace Almagest.Query.PromQL.Syntax;

/// <summary>What may stand between a binary operator and its right side: <c>bool on (a) group_left (b) fill_right (0)</c>.</summary>
sealed class MatchingParser(TokenReader tokens, LiteralParser literals)
{
    /// <summary>The modifiers, defaults for those that are absent.</summary>
    public (bool ReturnBool, VectorMatching Matching) Modifiers()
    {
        var returnBool = tokens.Accept("bool");
        var matching = new VectorMatching(MatchCardinality.OneToOne, [], false, [], null, null);
        if (tokens.At("on") || tokens.At("ignoring"))
        {
            matching = matching with { On = tokens.Take().Word == "on", Labels = literals.Labels().Labels };
            if (tokens.At("group_left") || tokens.At("group_right"))
            {
                var cardinality = tokens.Take().Word == "group_left" ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany;
                matching = matching with { Cardinality = cardinality, Include = tokens.At("(") || IsMatchingWord() ? literals.Labels().Labels : [] };
            }
        }

        return (returnBool, Fill(matching));
    }

    // Words that can neither begin an expression nor end the modifiers.
    bool IsMatchingWord() => tokens.At("on") || tokens.At("ignoring") || tokens.At("group_left") || tokens.At("group_right");

    VectorMatching Fill(VectorMatching matching)
    {
        if (tokens.Accept("fill"))
        {
            var both = FillValue();
            return matching with { FillLeft = both, FillRight = both };
        }

        if (tokens.Accept("fill_left"))
        {
            matching = matching with { FillLeft = FillValue() };
            return tokens.Accept("fill_right") ? matching with { FillRight = FillValue() } : matching;
        }

        if (!tokens.Accept("fill_right"))
            return matching;
        matching = matching with { FillRight = FillValue() };
        return tokens.Accept("fill_left") ? matching with { FillLeft = FillValue() } : matching;
    }

    double FillValue()
    {
        tokens.Expect("(");
        var value = literals.SignedNumber().Value;
        tokens.Expect(")");
        return value;
    }
}
