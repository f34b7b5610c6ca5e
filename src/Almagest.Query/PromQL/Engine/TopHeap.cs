namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// The largest or smallest few, through a heap with the same sift order as Go's <c>container/heap</c>: it decides which of equal values is picked.
/// </summary>
static class TopHeap
{
    /// <summary>The picks, best first; NaN only when there are too few others.</summary>
    public static List<int> Pick(List<int> items, Func<int, double> value, int count, bool largest)
    {
        var heap = new List<int>(Math.Min(count, items.Count));
        foreach (var item in items)
        {
            var number = value(item);
            if (heap.Count < count)
            {
                heap.Add(item);
                Up(heap, heap.Count - 1, Worse);
                continue;
            }

            var worst = value(heap[0]);
            if ((largest ? worst < number : worst > number) || (double.IsNaN(worst) && !double.IsNaN(number)))
            {
                heap[0] = item;
                Down(heap, Worse);
            }
        }

        // Equal values keep the order of the series, which makes the answer the same every time.
        return [.. heap.Order().OrderBy(item => double.IsNaN(value(item))).ThenBy(item => largest ? -value(item) : value(item))];

        bool Worse(int a, int b) => double.IsNaN(value(a)) || (largest ? value(a) < value(b) : value(a) > value(b));
    }

    static void Up(List<int> heap, int at, Func<int, int, bool> worse)
    {
        while (at > 0 && worse(heap[at], heap[(at - 1) / 2]))
        {
            (heap[at], heap[(at - 1) / 2]) = (heap[(at - 1) / 2], heap[at]);
            at = (at - 1) / 2;
        }
    }

    static void Down(List<int> heap, Func<int, int, bool> worse)
    {
        for (var at = 0; (2 * at) + 1 < heap.Count;)
        {
            var child = (2 * at) + 1;
            if (child + 1 < heap.Count && worse(heap[child + 1], heap[child]))
                child++;
            if (!worse(heap[child], heap[at]))
                return;
            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }
}
