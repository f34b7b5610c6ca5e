using ValueType = Almagest.Query.PromQL.Syntax.ValueType;

namespace Almagest.Query.PromQL.Functions;

/// <summary>How a function is called.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ArgumentTypes">Types of the arguments in order; when <paramref name="Variadic"/>, the last stands for all that follow.</param>
/// <param name="Variadic">0: exactly these arguments. n: the last may be given 0 to n times. −1: any number of times.</param>
/// <param name="ReturnType">What it returns.</param>
/// <param name="Experimental">Whether Prometheus calls it experimental; it works here without a flag.</param>
/// <param name="Doc">What it does, for people who type a query.</param>
public sealed record FunctionSignature(string Name, IReadOnlyList<ValueType> ArgumentTypes, int Variadic, ValueType ReturnType, bool Experimental, string Doc);
