// Runs Alloy commands in one JVM. Each argument is FILE:LABEL; consecutive arguments of one file share its parse.
// Prints one tab-separated line per command: file, label, verdict, expected verdict, milliseconds, variables, clauses.
// The first line tells how long the JVM took to reach main; a line "parse" tells how long a file took.

import edu.mit.csail.sdg.alloy4.A4Reporter;
import edu.mit.csail.sdg.ast.Command;
import edu.mit.csail.sdg.ast.Module;
import edu.mit.csail.sdg.parser.CompUtil;
import edu.mit.csail.sdg.translator.A4Options;
import edu.mit.csail.sdg.translator.TranslateAlloyToKodkod;
import java.lang.management.ManagementFactory;
import kodkod.engine.satlab.SATFactory;

public final class AlloyDriver {

    /** Keeps the size of the last formula that was handed to the solver. */
    private static final class SizeReporter extends A4Reporter {
        private int variables;
        private int clauses;

        @Override
        public void solve(int step, int primaryVariables, int totalVariables, int clauseCount) {
            variables = totalVariables;
            clauses = clauseCount;
        }
    }

    private static String parsedFile = "";
    private static Module parsedModule;

    public static void main(String[] arguments) {
        row("jvm", "start", "-", "-", System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime(), 0, 0);
        for (String argument : arguments) {
            int colon = argument.lastIndexOf(':');
            runCommand(argument.substring(0, colon), argument.substring(colon + 1));
        }
    }

    private static void runCommand(String file, String label) {
        Module module = parse(file);
        Command command = find(module, label);
        SizeReporter size = new SizeReporter();
        long start = System.nanoTime();
        boolean satisfiable = TranslateAlloyToKodkod
            .execute_command(size, module.getAllReachableSigs(), command, options())
            .satisfiable();
        row(file, label, verdict(satisfiable), verdict(command.expects == 1), millisSince(start), size.variables, size.clauses);
    }

    private static Module parse(String file) {
        if (!file.equals(parsedFile)) {
            long start = System.nanoTime();
            parsedModule = CompUtil.parseEverything_fromFile(A4Reporter.NOP, null, file);
            parsedFile = file;
            row(file, "parse", "-", "-", millisSince(start), 0, 0);
        }
        return parsedModule;
    }

    private static Command find(Module module, String label) {
        for (Command command : module.getAllCommands()) {
            if (command.label.equals(label)) {
                return command;
            }
        }
        throw new IllegalArgumentException("no command " + label);
    }

    private static A4Options options() {
        A4Options options = new A4Options();
        options.solver = SATFactory.get(System.getProperty("solver", "sat4j"));
        options.noOverflow = true;
        return options;
    }

    private static String verdict(boolean satisfiable) {
        return satisfiable ? "sat" : "unsat";
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static void row(String file, String label, String verdict, String expected, long ms, int variables, int clauses) {
        System.out.println(String.join("\t", file, label, verdict, expected,
            Long.toString(ms), Integer.toString(variables), Integer.toString(clauses)));
        System.out.flush();
    }
}
