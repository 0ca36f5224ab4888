using System.Numerics;
using System.Numerics.Tensors;
using System.Text;
using Ntk.Data;
using Ntk.Solvers.Iterative;

namespace Ntk.Cli;

/// <summary>The state of conjugate gradients in a file: an npz archive of <c>problem</c>, <c>steps</c>, <c>products</c> and one matrix for each part of the state.</summary>
/// <param name="path">The file.</param>
internal sealed class IterationFile(string path) : IIterationStore
{
    private const string Problem = "problem", Steps = "steps", Products = "products", Solution = "solution", Residual = "residual", LastResidual = "last_residual", Direction = "direction";
    private const int LargestProblem = 1024;

    /// <inheritdoc/>
    /// <exception cref="ModelFormatException">The file is no such state, or of another precision.</exception>
    public IterationState<T>? Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!File.Exists(path))
            return null;
        using NpzReader archive = NpzReader.Open(path);
        string[] missing = [.. new[] { Problem, Steps, Products, Solution, Residual, LastResidual, Direction }.Except(archive.Names)];
        if (missing.Length > 0)
            throw Corrupt($"it has no array {missing[0]}");
        byte[] problem = Read<byte>(archive, Problem, ElementType.UInt8, LargestProblem);
        double[] steps = Read<double>(archive, Steps, ElementType.Float64, 2), products = Read<double>(archive, Products, ElementType.Float64, int.MaxValue);
        if (steps.Length != 2 || steps.Any(step => !(step >= 0 && step <= int.MaxValue)))
            throw Corrupt("its steps are none");
        Tensor<T> solution = Matrix<T>(archive, Solution, null);
        return new(
            Encoding.ASCII.GetString(problem), (int)steps[0], (int)steps[1], solution, Matrix(archive, Residual, solution), Matrix(archive, LastResidual, solution),
            Matrix(archive, Direction, solution), products);
    }

    /// <inheritdoc/>
    public void Keep<T>(IterationState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OutputFile.WriteArchive(
        path,
        archive =>
        {
            archive.Add<byte>(Problem, Tensor.Create(Encoding.ASCII.GetBytes(state.Problem)));
            archive.Add<double>(Steps, Tensor.Create<double>([state.Step, state.NextResidual]));
            archive.Add<double>(Products, Tensor.Create(state.Products));
            archive.Add<T>(Solution, state.Solution);
            archive.Add<T>(Residual, state.Residual);
            archive.Add<T>(LastResidual, state.LastResidual);
            archive.Add<T>(Direction, state.Direction);
        },
        CancellationToken.None);

    private Tensor<T> Matrix<T>(NpzReader archive, string name, Tensor<T>? like)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using NpyReader array = archive.OpenArray(name);
        ElementType expected = typeof(T) == typeof(float) ? ElementType.Float32 : ElementType.Float64;
        if (array.Header.ElementType != expected)
            throw Corrupt($"its array {name} is of {array.Header.ElementType}, the fit of {expected}");
        Tensor<T> matrix = array.ReadTensor<T>();
        return matrix.Rank == 2 && (like is null || matrix.Lengths.SequenceEqual(like.Lengths)) ? matrix : throw Corrupt($"its array {name} has the shape {Format.Shape(matrix.Lengths)}");
    }

    private T[] Read<T>(NpzReader archive, string name, ElementType type, long limit)
        where T : unmanaged, INumber<T>
    {
        using NpyReader array = archive.OpenArray(name);
        if (array.Header.ElementType != type || array.Header.ElementCount > limit)
            throw Corrupt($"its array {name} is not what it should be");
        var values = new T[array.Header.ElementCount];
        array.ReadTensor<T>().FlattenTo(values);
        return values;
    }

    private ModelFormatException Corrupt(string cause) => new(path, $"it is not the state of an iteration: {cause}. Remove it, or give another --checkpoint.");
}
