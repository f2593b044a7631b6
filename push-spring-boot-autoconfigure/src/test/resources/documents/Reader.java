import io.pushgate.core.PushTemplate;
import io.pushgate.session.PushSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application of who reads the documents: what their snippets speak of. */
abstract class Reader {

	protected final Logger log = LoggerFactory.getLogger(getClass());

	protected PushTemplate push;

	protected PushSession session;

	protected Cover result;

	protected int price;

	protected int count;

	protected String call;

	protected String comment;

	protected String message;

	protected String news;

}

record Cover(String url) {

}

record Line(String text) {

}

record Receipt(long id) {

}

interface Chat {

	Receipt add(String user, Line line);

}

interface Documents {

	boolean mayRead(String user, String group);

}
