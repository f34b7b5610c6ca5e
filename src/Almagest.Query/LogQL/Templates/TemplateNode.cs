namespace Almagest.Query.LogQL.Templates;

/// <summary>A part of a template.</summary>
abstract record TemplateNode
{
    private protected TemplateNode()
    {
    }
}

sealed record TextNode(string Text) : TemplateNode;

/// <summary><c>{{ pipeline }}</c>; nothing is printed when it sets a variable.</summary>
sealed record ActionNode(PipeNode Pipe) : TemplateNode;

sealed record IfNode(PipeNode Pipe, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else) : TemplateNode;

sealed record WithNode(PipeNode Pipe, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else) : TemplateNode;

sealed record RangeNode(PipeNode Pipe, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode;

sealed record BreakNode : TemplateNode;

sealed record ContinueNode : TemplateNode;

/// <summary><c>{{ template "name" pipeline }}</c></summary>
/// <param name="Name">The template.</param>
/// <param name="Pipe">Its dot; null for nil.</param>
sealed record TemplateCallNode(string Name, PipeNode? Pipe) : TemplateNode;

/// <summary>Commands, each of which gets the result of the one before as its last argument.</summary>
/// <param name="Variables">Variables that are set; two in a range.</param>
/// <param name="IsAssignment">Whether they were declared before.</param>
/// <param name="Commands">The commands.</param>
/// <param name="Place">Where it stands.</param>
sealed record PipeNode(IReadOnlyList<string> Variables, bool IsAssignment, IReadOnlyList<CommandNode> Commands, TemplatePlace Place);

/// <summary>A place in a template, for messages.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Source">As Go writes it.</param>
readonly record struct TemplatePlace(int At, string Source);

/// <summary>A function with arguments, or one operand alone.</summary>
sealed record CommandNode(IReadOnlyList<OperandNode> Operands, TemplatePlace Place);

abstract record OperandNode
{
    private protected OperandNode()
    {
    }

    /// <summary>Where it stands.</summary>
    internal TemplatePlace Place { get; init; }
}

/// <summary>A text, number, truth value or nil.</summary>
sealed record ConstantNode(object? Value) : OperandNode;

/// <summary><c>.a.b</c>; no names means the dot itself.</summary>
sealed record FieldNode(IReadOnlyList<string> Names) : OperandNode;

/// <summary><c>$x.a</c></summary>
sealed record VariableNode(string Name, IReadOnlyList<string> Fields) : OperandNode;

/// <summary>A function by name.</summary>
sealed record FunctionNode(string Name) : OperandNode;

/// <summary><c>(pipeline).a</c></summary>
sealed record GroupNode(PipeNode Pipe, IReadOnlyList<string> Fields) : OperandNode;
