namespace Ntk.Solvers.Dynamics;

/// <summary>
/// What training for a time makes of the component of the error along an eigenvector of the kernel: f − y shrinks to <see cref="Decay"/> of what it was. Gradient flow on
/// half the mean squared error over N numbers obeys ẋ = −ηλx/N in time t; with momentum μ, ẍ = −(1 − μ)/√η·ẋ − λx/N from rest, in τ = √η·t.
/// </summary>
/// <param name="learningRate">η &gt; 0.</param>
/// <param name="momentum">μ in [0, 1), or null for plain gradient flow.</param>
/// <param name="count">N, training rows times outputs.</param>
internal readonly struct TimeFilter(double learningRate, double? momentum, double count)
{
    /// <summary>e^{−ηλt/N}, or its likes with momentum; 1 for λ ≤ 0, where nothing is learnt.</summary>
    public double Decay(double eigenvalue, double time)
    {
        if (!(eigenvalue > 0) || time == 0)
            return 1;
        if (double.IsPositiveInfinity(time))
            return 0;
        if (momentum is not { } inertia)
            return Math.Exp(-learningRate * eigenvalue / count * time);
        double friction = (1 - inertia) / Math.Sqrt(learningRate), stiffness = eigenvalue / count, duration = Math.Sqrt(learningRate) * time;
        double discriminant = friction * friction / 4 - stiffness;
        if (discriminant < 0)
        {
            double frequency = Math.Sqrt(-discriminant);
            return Math.Exp(-friction * duration / 2) * (Math.Cos(frequency * duration) + friction / 2 / frequency * Math.Sin(frequency * duration));
        }

        double root = Math.Sqrt(discriminant);
        if (root * duration < 1e-8)
            return Math.Exp(-friction * duration / 2) * (1 + friction * duration / 2);

        // (slow·e^{−fast} − …): the roots −slow and −fast, of which the slow one is formed without a difference.
        double fast = friction / 2 + root, slow = stiffness / fast;
        return (fast * Math.Exp(-slow * duration) - slow * Math.Exp(-fast * duration)) / (2 * root);
    }

    /// <summary>(1 − decay)/λ: how much of an error moves the outputs elsewhere. Its limit for λ → 0; 0 where that is infinite, since the kernel then does not reach there.</summary>
    public double Response(double eigenvalue, double time)
    {
        if (time == 0)
            return 0;
        if (double.IsPositiveInfinity(time))
            return eigenvalue > 0 ? 1 / eigenvalue : 0;
        if (momentum is not { } inertia)
        {
            double rate = learningRate / count * time;
            return eigenvalue > 0 ? -ExpM1(-rate * eigenvalue) / eigenvalue : rate;
        }

        double friction = (1 - inertia) / Math.Sqrt(learningRate), duration = Math.Sqrt(learningRate) * time;
        double limit = (duration + ExpM1(-friction * duration) / friction) / friction / count;
        double decay = Decay(eigenvalue, time);

        // Near 1 the difference loses its digits, and the limit is as good.
        return eigenvalue > 0 && 1 - decay > 1e-8 ? (1 - decay) / eigenvalue : limit;
    }

    /// <summary>eˣ − 1 for x ≤ 0 to full relative accuracy; <see cref="double.ExpM1(double)"/> takes the difference of two near numbers.</summary>
    private static double ExpM1(double x)
    {
        double half = Math.Tanh(x / 2);
        return 2 * half / (1 - half);
    }
}
