using System.Buffers;
using Almagest.Model;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// One series on the step grid: a value per step and a bit that says whether there is one. The arrays are pooled: whoever consumes a column
/// calls <see cref="Release"/> or changes it in place; a column that is dropped instead is only collected later.
/// </summary>
sealed class StepColumn
{
    readonly int _at;
    double[] _values;
    ulong[] _present;
    QueryContext? _holder;
    long _held;

    StepColumn(Labels labels, int steps, double[] values, ulong[] present, int row) => (Labels, Steps, _values, _present, _at) = (labels, steps, values, present, row);

    public Labels Labels { get; set; }

    /// <summary>The metric name is to be dropped at the end of the query (delayed name removal).</summary>
    public bool DropName { get; set; }

    public int Steps { get; }

    public Span<double> Values => _values.AsSpan(_at * Steps, Steps);

    public Span<ulong> Present => _present.AsSpan(_at * StepBits.Words(Steps), StepBits.Words(Steps));

    /// <summary>Null when all samples are floats; else null at the steps of floats.</summary>
    public FloatHistogram?[]? Histograms { get; set; }

    /// <summary>A column without samples.</summary>
    public static StepColumn Rent(Labels labels, int steps)
    {
        var present = ArrayPool<ulong>.Shared.Rent(Math.Max(StepBits.Words(steps), 1));
        present.AsSpan().Clear();
        return new StepColumn(labels, steps, ArrayPool<double>.Shared.Rent(Math.Max(steps, 1)), present, 0);
    }

    /// <summary>Columns that share two arrays; they are released by releasing the first one.</summary>
    public static StepColumn[] RentBatch(int count, int steps)
    {
        var values = ArrayPool<double>.Shared.Rent(Math.Max(count * steps, 1));
        var present = ArrayPool<ulong>.Shared.Rent(Math.Max(count * StepBits.Words(steps), 1));
        var batch = new StepColumn[count];
        for (var i = 0; i < count; i++)
            batch[i] = new StepColumn(Labels.Empty, steps, values, present, i);
        return batch;
    }

    /// <summary>A column with the same value everywhere.</summary>
    public static StepColumn Constant(double value, int steps)
    {
        var column = Rent(Labels.Empty, steps);
        column.Values.Fill(value);
        StepBits.SetAll(column.Present, steps);
        return column;
    }

    /// <summary>Gives the arrays back; the column must not be used again.</summary>
    public void Release()
    {
        ArrayPool<double>.Shared.Return(_values);
        ArrayPool<ulong>.Shared.Return(_present);
        (_values, _present, Histograms) = ([], [], null);
        _holder?.Free(_held);
        _holder = null;
    }

    /// <summary>Counts the samples as held until the column is released.</summary>
    /// <exception cref="PromQlException">There are too many.</exception>
    public void Hold(QueryContext context)
    {
        (_holder, _held) = (context, Histograms is null ? StepBits.Count(Present) : Sizes.Of(this));
        context.Hold(_held);
    }

    /// <summary>Forgets all samples.</summary>
    public void Clear()
    {
        Present.Clear();
        Histograms = null;
    }

    public bool Has(int step) => StepBits.Get(Present, step);

    /// <summary>Whether it has any sample.</summary>
    public bool IsEmpty => StepBits.Next(Present, 0) < 0;

    /// <summary>The histogram at a step, or null.</summary>
    public FloatHistogram? Histogram(int step) => Histograms?[step];

    public void Set(int step, double value)
    {
        Values[step] = value;
        StepBits.Set(Present, step);
        if (Histograms is not null)
            Histograms[step] = null;
    }

    public void Set(int step, FloatHistogram histogram)
    {
        Values[step] = 0;
        StepBits.Set(Present, step);
        (Histograms ??= new FloatHistogram?[Steps])[step] = histogram;
    }

    public void Set(int step, double value, FloatHistogram? histogram)
    {
        if (histogram is null)
            Set(step, value);
        else
            Set(step, histogram);
    }

    public void Remove(int step) => StepBits.Clear(Present, step);
}
