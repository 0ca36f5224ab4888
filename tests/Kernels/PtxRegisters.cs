using System.Text.RegularExpressions;

namespace Ntk.Tests.Kernels;

/// <summary>
/// How many 32-bit registers a kernel in PTX takes: the most that are alive at once, by data flow over its basic blocks. An estimate: NVIDIA's assembler leaves a
/// kernel's parameters, which are alive throughout, in constant memory, and takes some more to hide latencies.
/// </summary>
internal static partial class PtxRegisters
{
    public static int Estimate(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.Trim()).SkipWhile(line => line != "{").Where(line => line.EndsWith(':') || line.EndsWith(';')).Where(line => !line.StartsWith('.'))];
        Dictionary<string, int> labels = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].EndsWith(':'))
                labels[lines[i][..^1]] = i;
        }

        var alive = new HashSet<string>[lines.Length + 1];
        for (int i = 0; i <= lines.Length; i++)
            alive[i] = [];
        bool hasChanged = true;
        while (hasChanged)
        {
            hasChanged = false;
            for (int i = lines.Length - 1; i >= 0; i--)
            {
                HashSet<string> before = Before(lines[i], i, alive, labels);
                hasChanged |= before.Count != alive[i].Count;
                alive[i] = before;
            }
        }

        return alive.Max(set => set.Sum(Size));
    }

    /// <summary>What is alive before an instruction.</summary>
    private static HashSet<string> Before(string line, int index, HashSet<string>[] alive, Dictionary<string, int> labels)
    {
        if (line.EndsWith(':'))
            return [.. alive[index + 1]];
        string[] registers = [.. Register().Matches(line).Select(match => match.Value)];
        string instruction = line.StartsWith('@') ? line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..] : line;
        Match branch = Branch().Match(instruction);
        if (branch.Success)
        {
            HashSet<string> both = [.. alive[labels[branch.Groups["label"].Value]], .. registers];
            if (line.StartsWith('@'))
                both.UnionWith(alive[index + 1]);
            return both;
        }

        if (instruction.StartsWith("ret", StringComparison.Ordinal))
            return [];
        HashSet<string> after = [.. alive[index + 1]];
        bool isWrite = !instruction.StartsWith("st.", StringComparison.Ordinal) && !instruction.StartsWith("bar", StringComparison.Ordinal);
        int first = line.StartsWith('@') ? 1 : 0;
        if (isWrite && registers.Length > first && !line.StartsWith('@'))
            after.Remove(registers[first]);
        after.UnionWith(registers.Where((_, k) => !isWrite || k != first));
        return after;
    }

    /// <summary>32-bit registers; predicates have registers of their own.</summary>
    private static int Size(string register) => register.StartsWith("%p", StringComparison.Ordinal) ? 0 : register.StartsWith("%rd", StringComparison.Ordinal) || register.StartsWith("%fd", StringComparison.Ordinal) ? 2 : 1;

    [GeneratedRegex(@"%(?:rd|fd|r|f|p)\d+")]
    private static partial Regex Register();

    [GeneratedRegex(@"^bra(?:\.uni)?\s+(?<label>\w+);")]
    private static partial Regex Branch();
}
