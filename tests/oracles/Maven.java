// The reference for maven: ComparableVersion and VersionRange of maven-artifact.
//   python tests/oracles/tables.py maven java -cp MAVEN_ARTIFACT_JAR tests/oracles/Maven.java NAME
// NAME is what to call the jar. A bare version is a soft requirement; here it is met by the version it recommends. What
// Maven would take for a version with brackets or commas in it is no range here, and blanks around a range do not count.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

public class Maven {
    static final String VERSION = "[0-9A-Za-z][0-9A-Za-z._+-]*";

    public static void main(String[] args) throws Exception {
        System.out.println(args[0]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<String> parts = strings(line);
            System.out.println(answer(parts.get(0), parts.get(1), parts.get(2)));
        }
    }

    static String answer(String kind, String one, String other) {
        if (!one.matches(VERSION)) {
            return "null";
        }
        if (kind.equals("compare")) {
            if (!other.matches(VERSION)) {
                return "null";
            }
            return String.valueOf(Integer.signum(new ComparableVersion(one).compareTo(new ComparableVersion(other))));
        }
        other = other.trim();
        if (!other.matches("V|([\\[(] *((V)|(V)? *, *(V)?) *[\\])] *,? *)+".replace("V", VERSION))) {
            return "null";
        }
        try {
            VersionRange range = VersionRange.createFromVersionSpec(other);
            if (range.getRecommendedVersion() != null) {
                String name = range.getRecommendedVersion().toString();
                return String.valueOf(new ComparableVersion(one).compareTo(new ComparableVersion(name)) == 0);
            }
            return String.valueOf(range.containsVersion(new DefaultArtifactVersion(one)));
        } catch (InvalidVersionSpecificationException e) {
            return "null";
        }
    }

    // The strings of a JSON array of strings.
    static List<String> strings(String line) {
        List<String> found = new ArrayList<>();
        StringBuilder text = null;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (text != null) {
                    found.add(text.toString());
                }
                text = text == null ? new StringBuilder() : null;
            } else if (c == '\\') {
                c = line.charAt(++i);
                if (c == 'u') {
                    text.append((char) Integer.parseInt(line.substring(i + 1, i + 5), 16));
                    i += 4;
                } else {
                    text.append(c == 'n' ? '\n' : c == 't' ? '\t' : c);
                }
            } else if (text != null) {
                text.append(c);
            }
        }
        return found;
    }
}
